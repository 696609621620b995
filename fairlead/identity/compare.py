"""Comparison of two records: may they be one ship, company or person, how surely, and why.

A number decides first, a mark within its time next, a name never. What contradicts is counted and shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from fairlead.identity.name_weights import NameWeights
from fairlead.identity.reasons import AGREES, DIFFERS, UNSURE, CompareParams, Reason
from fairlead.identity.records import APART, OVERLAP, Record
from fairlead.identity.weighing import weigh

LEVELS = ("confirmed", "probable", "possible", "contradicted")
"""The levels of a hit, the surest first."""

PARTICULARS = ("built", "tonnage", "gross_tonnage", "length", "type", "birth_date", "gender")
"""Properties of the hull, or of the person, that a sale or a new flag leaves as they were."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the comparison of two records finds."""

    level: str
    """Of :data:`LEVELS`."""
    log_odds: float
    """Sum of the reasons and of the prior; it ranks hits of one level."""
    reasons: tuple[Reason, ...]
    """The heaviest first."""

    @property
    def words(self) -> str:
        """The level and its reasons, in one sentence."""
        said = "; ".join(r.words for r in self.reasons if r.verdict != DIFFERS or self.level != "confirmed")
        return f"{self.level}: {said}"


def compare_records(
    a: Record, b: Record, params: CompareParams | None = None, weights: NameWeights | None = None
) -> Comparison | None:
    """Compare two records.

    Args:
        a: a record.
        b: another.
        params: thresholds.
        weights: what words of names tell; by default those of name_words.csv.

    Returns:
        The same level and log-odds whichever is first. None where they do not meet: no number, mark or name is shared,
        or a ship is held against a company. Otherwise

        - ``confirmed``: one valid IMO number (of a company: its own), and no particular contradicts;
        - ``probable``: that with a contradiction; or an MMSI or call sign borne at one time, and a name alike or a
          particular equal; or of companies and persons a registration number or date of birth with the name;
        - ``possible``: a name alone; a mark whose time is not known, or that stands alone;
        - ``contradicted``: a name or mark alike, but two different valid IMO numbers, or more against than for.

    Limits:
        An IMO number may be forged; the numbers in ``params.doubted`` confirm nothing. A name never does.
    """
    if a.kind and b.kind and a.kind != b.kind and ("other" not in (a.kind, b.kind) or "vessel" in (a.kind, b.kind)):
        return None
    params = params or CompareParams()
    reasons = weigh(a, b, params, weights)
    said = {r.property: r for r in reasons}
    level = _level(said)
    if level is None:
        return None
    return Comparison(level, round(sum(r.log_odds for r in reasons) - params.prior, 2), reasons)


def _level(said: dict[str, Reason]) -> str | None:
    number = said.get("imo") or said.get("company_imo")
    against = [r for p, r in said.items() if p in PARTICULARS and r.verdict == DIFFERS]
    if number and number.verdict == AGREES:
        return "probable" if against else "confirmed"
    named = "name" in said and said["name"].verdict == AGREES
    marks = [said[p] for p in ("mmsi", "call_sign") if p in said]
    borne = any(r.verdict == AGREES for r in marks)
    shared = [r for r in marks if r.verdict != DIFFERS and r.detail != APART]
    meets = named or bool(shared)
    if number and number.verdict == DIFFERS:
        return "contradicted" if meets else None
    registered = "registration" in said
    meets = meets or registered or (number is not None and number.verdict == UNSURE)
    if not meets:
        return None
    if sum(r.log_odds for r in said.values()) < 0:
        return "contradicted"
    particular = not against and any(
        said[p].verdict == AGREES for p in PARTICULARS if p in said and p not in ("type", "gender")
    )
    wrong_number = number is not None and number.verdict == UNSURE
    if (borne or wrong_number) and (named or particular):
        return "probable" if not against else "possible"
    born = "birth_date" in said and said["birth_date"].verdict == AGREES and said["birth_date"].log_odds >= FULL_DATE
    if named and (registered or born) and not against:
        return "probable"
    return "possible"


FULL_DATE = 8.0
"""Log-odds of a date of birth equal to the day."""

__all__ = ["LEVELS", "OVERLAP", "PARTICULARS", "CompareParams", "Comparison", "Reason", "compare_records"]
