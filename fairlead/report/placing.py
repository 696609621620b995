"""Where a label may stand: beside its point, inside the frame, on nothing else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in px: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def is_within(self, other: Box) -> bool:
        return (
            self.left >= other.left and self.top >= other.top
            and self.right <= other.right and self.bottom <= other.bottom
        )  # fmt: skip


class Placer:
    """Keeps what is taken and finds free room beside a point."""

    def __init__(self, frame: Box) -> None:
        self.frame = frame
        self.taken: list[Box] = []

    def take(self, box: Box) -> None:
        self.taken.append(box)

    def is_free(self, box: Box) -> bool:
        return box.is_within(self.frame) and not any(box.touches(t) for t in self.taken)

    def beside(self, x: float, y: float, away: float, width: float, height: float) -> Box | None:
        """Room of ``width`` x ``height`` next to (x, y), ``away`` px from it, tried right, left, above, below and
        between, near before far; it is taken at once. None where all is full."""
        for reach in (away, away + 12, away + 28, away + 48):
            for left, top in (
                (x + reach, y - height / 2), (x - reach - width, y - height / 2),
                (x + reach * 0.7, y - height - reach * 0.5), (x + reach * 0.7, y + reach * 0.5),
                (x - reach * 0.7 - width, y - height - reach * 0.5), (x - reach * 0.7 - width, y + reach * 0.5),
                (x - width / 2, y - reach - height), (x - width / 2, y + reach),
            ):  # fmt: skip
                box = Box(left, top, left + width, top + height)
                if self.is_free(box) and self._is_open(x, y, box):
                    self.take(box)
                    return box
        return None

    def _is_open(self, x: float, y: float, box: Box) -> bool:
        """Whether the straight way from the point to its label runs over nothing that is taken by others."""
        to_x, to_y = min(max(x, box.left), box.right), min(max(y, box.top), box.bottom)
        for i in range(1, 8):
            at = Box(x + (to_x - x) * i / 8, y + (to_y - y) * i / 8, x + (to_x - x) * i / 8, y + (to_y - y) * i / 8)
            if any(at.touches(t) and not _covers(t, x, y) for t in self.taken):
                return False
        return True


def _covers(box: Box, x: float, y: float) -> bool:
    return box.left <= x <= box.right and box.top <= y <= box.bottom
