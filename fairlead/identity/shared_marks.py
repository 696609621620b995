"""Whose a name, IMO number or call sign is that came under an MMSI while two ships or more used it.

A static report bears no position. Where ships share an MMSI it is counted among the marks of every track that was
heard within minutes of it, so that each holds the names of the others too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fairlead.base.spelling import plain

Row = Mapping[str, Any]

OWN, SHARED, OTHERS = "own", "shared", "others"
"""A mark is its own; of it or of a ship beside it, nobody can say; another ship's."""

COLUMNS = {"name": "names", "imo": "imos", "call_sign": "callsigns"}
"""Column of SEGMENTS that holds the marks of each property, the most frequent first."""


class SharedMarks:
    """The tracks of some MMSIs, to be asked whose a mark is."""

    def __init__(self, segments: Iterable[Row]) -> None:
        """Args:
        segments: SEGMENTS rows, every one of the MMSIs that will be asked about.
        """
        of: dict[int, list[Row]] = defaultdict(list)
        for s in segments:
            if not s["is_noise"]:
                of[s["mmsi"]].append(s)
        self._beside: dict[str, list[Row]] = {}
        for own in of.values():
            if len({s["hull_no"] for s in own}) > 1:
                self._beside |= {s["segment_id"]: [o for o in own if _are_at_once(s, o)] for s in own}

    def is_shared(self, segment: Row) -> bool:
        """Whether another ship was heard under the MMSI of a track while the track lasted."""
        return bool(self._beside.get(segment["segment_id"]))

    def whose(self, segment: Row, property_: str, value: str) -> str:
        """Whose a mark is that was received while a track lasted.

        It is the track's own where no other ship was on its MMSI, or none of those beside has it among its marks, or it
        is what this track sent most and none of those did; another's where that is so the other way round.

        Args:
            segment: a row of SEGMENTS, one of those given.
            property_: name, imo or call_sign.
            value: the mark as sent.

        Returns:
            ``own``, ``shared`` or ``others``.

        Limits:
            What is sent most by two ships that lie side by side may be told of either.
        """
        beside = self._beside.get(segment["segment_id"])
        if not beside:
            return OWN
        ours, theirs = _place(segment, property_, value), [_place(o, property_, value) for o in beside]
        if all(place is None for place in theirs):
            return SHARED if ours is None else OWN
        if ours is None or (ours > 0 and 0 in theirs):
            return OTHERS
        return OWN if ours == 0 and 0 not in theirs else SHARED


def _are_at_once(one: Row, other: Row) -> bool:
    is_other = one["hull_no"] != other["hull_no"]
    return bool(is_other and one["start_time"] <= other["end_time"] and other["start_time"] <= one["end_time"])


def _place(segment: Row, property_: str, value: str) -> int | None:
    """The place of a mark among those of a track, 0 the most frequent; None where it has it not."""
    marks: Sequence[object] = segment[COLUMNS[property_]] or ()
    if property_ == "imo":
        spelled = [f"{int(str(m)):07d}" for m in marks]
        return spelled.index(value.zfill(7)) if value.zfill(7) in spelled else None
    folded = [plain(str(m)) for m in marks]
    return folded.index(plain(value)) if plain(value) in folded else None
