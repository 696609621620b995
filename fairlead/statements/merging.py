"""One claim once: headline, lead and quotation of one speaker are one row; two speakers stay two."""

from __future__ import annotations

from fairlead.statements.told import Claim


def merge_repeats(claims: list[Claim]) -> list[Claim]:
    """Leave out what the same speaker, or the outlet beside a named speaker, says again in one document.

    The fuller one stays: with a quantity, with a named speaker, the earlier. Figures that differ are two claims.
    """
    kept: list[Claim] = []
    of: dict[Claim, Claim] = {}
    for c in sorted(claims, key=lambda c: -_fullness(c)):
        same = next((k for k in kept if _is_repeat(c, k)), None)
        if same is None:
            kept.append(c)
        else:
            of[c] = same
    for c in kept:
        while c.replaces in of:
            c.replaces = of[c.replaces]
    return sorted(kept, key=lambda c: (c.begin, c.end))


def _fullness(c: Claim) -> float:
    speaker = c.voice.speaker if c.voice else None
    full = (
        4.0 * (c.quantity is not None)
        + 2.0 * (speaker is not None)
        + (speaker is not None and speaker.kind == "person")
    )
    return full + 0.5 * c.is_sure - 1e-6 * c.begin


def _is_repeat(c: Claim, full: Claim) -> bool:
    if (c.kind, c.giver, c.receiver, c.stance in ("assert", "confirm")) != (
        full.kind,
        full.giver,
        full.receiver,
        full.stance in ("assert", "confirm"),
    ):
        return False
    if (c.modality == "withdrawn") != (full.modality == "withdrawn") or (c.modality == "requested") != (
        full.modality == "requested"
    ):
        return False
    if c.item_class != full.item_class:
        return False
    if not _may_be_one_speaker(c, full):
        return False
    if c.quantity is None or full.quantity is None:
        return c.quantity is None and (full.quantity is None or c.modality == full.modality)
    return (c.quantity.low, c.quantity.high, c.quantity.unit) == (
        full.quantity.low,
        full.quantity.high,
        full.quantity.unit,
    )


def _may_be_one_speaker(c: Claim, full: Claim) -> bool:
    mine = c.voice.speaker if c.voice else None
    theirs = full.voice.speaker if full.voice else None
    if mine is None or theirs is None:
        return mine is None
    if mine.name == theirs.name:
        return True
    return mine.kind == "state" and not mine.joint and mine.state == theirs.state and c.stance == full.stance
