"""Likeness of two ships' names: one name written by other hands, or another name. Never proof of one ship.

The numbers must be equal. Letters may differ by script and romanisation, by a slip of the pen, and by what AIS cuts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from fairlead.base.sounds import sound
from fairlead.identity.names import ShipName, read_name

AIS_LETTERS = 20
"""Characters of a ship's name in AIS (ITU-R M.1371 message 5); what is longer is cut."""

SLIPS = ((6, 0), (12, 1), (16, 2))
"""Slips allowed in names shorter than so many letters; in longer ones three. A letter changed in five is another name
(Royal, Loyal), in six mostly a slip."""

SOUND_COSTS = 0.02
"""What it takes from the likeness that two names only sound alike."""

KOREAN_LETTERS_LEAST = 7
"""A Korean fold of fewer letters counts only where a name is written in syllables or Hangul: Royal folds to Loyal."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are, and in what."""

    score: float
    """0 (another name) to 1 (written alike)."""
    words: str


OTHER = Likeness(0.0, "another name")


def slips_allowed(letters: int) -> int:
    """Slips of the pen that may lie between two spellings of a name of so many letters."""
    return next((slips for below, slips in SLIPS if letters < below), 3)


def ship_likeness(a: ShipName, b: ShipName) -> Likeness:
    """How alike two ships' names are.

    Args:
        a: a name taken apart by ``names.read_name``.
        b: another.

    Returns:
        The same whichever is first. 0 where the numbers differ, unless both are written alike or one is cut by AIS; a
        single letter that ends a name (Lady R) is held like a number. Else 1 less the share of letters that differ,
        under the kindest of three readings: as written, by sound, and by Korean romanisation.

    Limits:
        Translations (Victory, Pobeda), Sino-Korean readings and abbreviations (MDL for Marie de Lourdes) are other
        names here. Equal names are no proof: dozens of ships share one.
    """
    found = _likeness(a, b)
    cut = max((_cut(a, b), _cut(b, a)), key=lambda found: found.score)
    return found if found.score >= cut.score else cut


def asked_likeness(asked: ShipName, listed: ShipName) -> Likeness:
    """How alike a name asked for and a listed one are: as ``ship_likeness``, but that no list is cut by AIS.

    A listed name of twenty characters is a name in full, and its numbered sibling another; so what is asked and is
    longer meets it only where the numbers are equal.
    """
    found = ship_likeness(asked, listed)
    is_sibling = asked.number != listed.number and len(asked.written.strip(" @")) > AIS_LETTERS
    return _likeness(asked, listed) if is_sibling else found


def _likeness(a: ShipName, b: ShipName) -> Likeness:
    if a.whole and a.whole == b.whole and not (a.number != b.number and a.number and b.number):
        return Likeness(1.0, "written alike")
    if a.number != b.number or a.ending != b.ending:
        return OTHER
    if a.stem == b.stem:
        if a.stem:
            return Likeness(1.0, "the same letters and number")
        return Likeness(1.0, "written alike") if a.written.strip() == b.written.strip() else OTHER
    plainly = _score(a.stem, b.stem)
    heard = 1 - SOUND_COSTS if heard_as(a.stem) == heard_as(b.stem) else 0.0
    korean = _korean(a, b) - SOUND_COSTS
    best = max(plainly, heard, korean)
    if best <= 0:
        return OTHER
    if best == plainly:
        slips = OSA.distance(a.stem, b.stem)
        return Likeness(best, f"{slips} {'letter differs' if slips == 1 else 'letters differ'}")
    if best == korean:
        return Likeness(best, "spellings of one Korean name")
    return Likeness(best, "sounds alike")


def _score(a: str, b: str) -> float:
    longer = max(len(a), len(b))
    allowed = slips_allowed(longer)
    slips = OSA.distance(a, b, score_cutoff=allowed)
    return 1 - slips / longer if slips <= allowed and longer else 0.0


def _korean(a: ShipName, b: ShipName) -> float:
    is_syllables = a.is_hangul or b.is_hangul or " " in a.written.strip() or " " in b.written.strip()
    least = 0 if is_syllables else KOREAN_LETTERS_LEAST
    return max(
        (_score(x, y) for x in korean_keys(a) for y in korean_keys(b) if min(len(x), len(y)) >= least), default=0.0
    )


def _cut(long: ShipName, short: ShipName) -> Likeness:
    """The likeness of a name that AIS has cut to what it would leave of a longer one."""
    written = short.written.strip(" @")
    if not AIS_LETTERS - 1 <= len(written) <= AIS_LETTERS or len(long.written.strip(" @")) <= AIS_LETTERS:
        return OTHER
    if long.number != short.number and len(written) < AIS_LETTERS:
        return OTHER  # a field that is not full is mostly a name in full
    found = _likeness(read_name(long.written.strip(" @")[:AIS_LETTERS]), short)
    return (
        Likeness(found.score - SOUND_COSTS, f"cut at {AIS_LETTERS} characters by AIS: {found.words}")
        if found.score
        else OTHER
    )


def korean_keys(name: ShipName) -> tuple[str, ...]:
    """The Korean folds of a name's letters; none where they are no Korean syllables."""
    return tuple(key[2:] for key in name.keys if key.startswith("k:"))


@lru_cache(maxsize=1 << 17)
def heard_as(stem: str) -> str:
    """The sound of a stem, kept for the next time."""
    return sound(stem)
