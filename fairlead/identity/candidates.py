"""Candidates: which vessels a sighting may be, always with OTHER, a ship that is not in this case.

The weights are a stated judgement, not a measured probability: they order the candidates and say when one is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import pyarrow as pa

from fairlead.base.bounds import Share, Within, check_fields
from fairlead.base.decisions import standing
from fairlead.base.ids import content_id
from fairlead.base.tables import CANDIDATES, DECISIONS, SIGHTINGS, VESSELS
from fairlead.base.wording import sentence
from fairlead.identity.names import NameIndex, ShipName, read_name

DOUBT = re.compile(
    r"\b(?:versus|vs|not (?:certain|settled|sure|clear)|uncertain|unclear|unsure|either|whether|may (?:be|have been)|"
    r"might (?:be|have been)|could (?:be|have been)|possibly|or perhaps)\b",
    re.IGNORECASE,
)
"""Words by which a source or collector leaves open which ship it was, when they stand in one clause with its name."""

_CLAUSE = re.compile(r"[;]|(?<=[a-z)\d])\.\s")
_WORD = re.compile(r"[^\W_]+")
_IMO = re.compile(r"(?<!\d)\d{7}(?!\d)")
_LONGEST_NAME_WORDS = 5


@dataclass(frozen=True, slots=True)
class CandidateParams:
    """How much belief each kind of match gets. All are judgements of ours, to be replaced once matches are measured."""

    other_high_frac: Share = 0.02
    """Share of belief kept for OTHER at grade high: a named, dated report by somebody who says how it is known."""
    other_medium_frac: Share = 0.10
    """The same at grade medium: image-to-profile matches and second-hand names."""
    other_low_frac: Share = 0.25
    """The same at grade low, and where no grade is given."""
    imo_other_factor: Share = 0.2
    """OTHER's share is multiplied by this where the IMO number agrees: fewer ships share a number than a name."""
    spelling_factor: Share = 0.8
    """Likelihood, against 1 for an equal name, of a name that agrees by romanisation only."""
    former_name_factor: Share = 0.9
    """Likelihood of a former or further name: names pass on to other hulls."""
    number_missing_factor: Share = 0.5
    """Likelihood of a numbered ship where the sighting gives the name without a number."""
    similar_name_factor: Share = 0.1
    """Likelihood of a name that merely looks alike."""
    beside_exact_factor: Share = 0.25
    """What is left of a spelling or former name where another ship bears exactly the name written."""
    open_factor: Share = 0.5
    """Likelihood of a ship that the source's words leave open, against 1 for the ship it states."""
    name_against_imo_factor: Share = 0.5
    """Likelihood of the ship that bears the name where the IMO number is another ship's."""
    settle_least_frac: Annotated[float, Within(0.5, 1, is_above=True)] = 0.7
    """Least share of belief at which a candidate is used as the sighting's vessel: more than twice all others."""
    similar_least_frac: Annotated[float, Within(0.5, 1)] = 0.85
    """Least likeness of letters for a similar name: one typo in seven letters."""

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class _Vessel:
    vessel_id: str
    label: str | None
    imo: int | None
    caption: str


@dataclass(slots=True)
class _Match:
    """One vessel a sighting may be."""

    vessel: int
    likelihood: float
    basis: str
    words: str


@dataclass(frozen=True, slots=True)
class _Ruling:
    """What a person decided about a sighting and a vessel."""

    is_accepted: bool
    decision_id: str
    words: str


def match_candidates(
    sightings: pa.Table, vessels: pa.Table, decisions: pa.Table, params: CandidateParams = CandidateParams()
) -> pa.Table:
    """Weigh, for every sighting, the vessels it may be.

    An equal IMO number comes first; then an equal name with an equal number, a romanised spelling, a former name, a
    name without its number, a likeness. A vessel the source's own words leave open ("Kum Un San versus Kum Un San 3 is
    not certain") is a candidate too. A sighting that names nobody is OTHER alone, unless its words say between whom
    they do not decide.

    Args:
        sightings: SIGHTINGS, any order.
        vessels: VESSELS, any order.
        decisions: DECISIONS; accept or same about [sighting, vessel] settles the pair, reject or different rules it
            out (the row stays, with weight 0). The latest standing decision on a pair counts.

    Returns:
        CANDIDATES; the weights of a sighting sum to 1, at most one candidate is settled.

    Raises:
        SchemaError: a table lacks a column or has nulls where none may be.

    Limits:
        Position, time, length and type are not weighed: a ship that cannot have been there may still be a candidate.
        Doubt is found by its words, in English. Decisions that two vessels are one are not followed here.
    """
    fleet = _Fleet(sorted(VESSELS.check(vessels).to_pylist(), key=lambda r: str(r["vessel_id"])), params)
    columns = ["sighting_id", "vessel_words", "vessel_name", "imo", "grade", "confidence"]
    seen = sorted(SIGHTINGS.check(sightings).select(columns).to_pylist(), key=lambda r: str(r["sighting_id"]))
    rulings = _rulings(DECISIONS.check(decisions).to_pylist(), {r["sighting_id"] for r in seen}, set(fleet.by_id))
    known: dict[tuple[str | None, int | None, str | None, str], tuple[list[_Match], float]] = {}
    rows: list[dict[str, Any]] = []
    for s in seen:
        key = (s["vessel_name"], s["imo"], s["grade"], _doubts(s))
        if key not in known:
            known[key] = fleet.match(*key)
        rows += _weighed(s["sighting_id"], *known[key], rulings.get(s["sighting_id"], {}), fleet, params)
    return CANDIDATES.from_rows(rows)


class _Fleet:
    """The vessels of the case, found by IMO number, name and mention."""

    def __init__(self, rows: list[dict[str, Any]], params: CandidateParams) -> None:
        self.params = params
        self.vessels = [_Vessel(r["vessel_id"], r["label"], r["imo"], _caption(r)) for r in rows]
        self.by_id = {v.vessel_id: i for i, v in enumerate(self.vessels)}
        self.by_imo = {v.imo: i for i, v in enumerate(self.vessels) if v.imo is not None}
        self.by_label = {v.label: i for i, v in enumerate(self.vessels) if v.label}
        self.index, self.listed = NameIndex(), NameIndex()
        for i, row in enumerate(rows):
            names = [read_name(n) for n in row["names"]]
            self.index.add(i, names, row["flag"])
            if row["label"]:
                self.listed.add(i, names, row["flag"])

    def match(self, name: str | None, imo: int | None, grade: str | None, doubts: str) -> tuple[list[_Match], float]:
        """The vessels that a name, an IMO number and words of doubt allow, and the share of OTHER."""
        p = self.params
        other = {"high": p.other_high_frac, "medium": p.other_medium_frac}.get(grade or "", p.other_low_frac)
        ship = read_name(name) if name else None
        by_imo = self.by_imo.get(imo) if imo is not None else None
        if by_imo is not None:
            found = self._by_imo(by_imo, ship, imo)
        else:
            found = self._by_name(ship, is_low=grade not in ("high", "medium")) if ship else []
        held = {m.vessel for m in found}
        left_open = sorted(self._mentioned(doubts) - held)
        by_name = self.index.find(ship) if ship and left_open else {}
        found += [self._open(i, by_name.get(i, "description")) for i in left_open]
        if by_imo is not None and len(found) == 1:
            other *= p.imo_other_factor
        if not held:
            # Nobody is named: what the words leave open says little, whatever the grade of the rest of the row.
            other = max(other, p.other_low_frac) if found else 1.0
        return found, other

    def _by_imo(self, vessel: int, ship: ShipName | None, imo: int | None) -> list[_Match]:
        found = [_Match(vessel, 1.0, "imo", f"IMO {imo:07d} is that of {self.vessels[vessel].caption}")]
        named = self.index.find(ship) if ship else {}
        if ship and vessel not in named:
            found += [
                _Match(
                    i,
                    self.params.name_against_imo_factor,
                    basis,
                    f"{self._says(ship, basis, i)}, the IMO number is not",
                )
                for i, basis in sorted(named.items())
                if basis in ("name", "spelling", "former name")
            ]
        return found

    def _by_name(self, ship: ShipName, is_low: bool) -> list[_Match]:
        p = self.params
        factor = {
            "name": 1.0,
            "spelling": p.spelling_factor,
            "former name": p.former_name_factor,
            "number missing": p.number_missing_factor,
            "similar name": p.similar_name_factor,
        }
        found = self.index.find(ship)
        is_exact = "name" in found.values()
        is_certain = is_exact or "spelling" in found.values() or "former name" in found.values()
        if not any(self.vessels[i].label for i in found):
            found = self.listed.find_similar(ship, p.similar_least_frac) | found
        matches = []
        for i, basis in sorted(found.items()):
            if basis == "number missing" and is_certain and not is_low:
                continue  # a ship without a number exists: only a low grade makes a dropped number likely
            is_beside = is_exact and basis in ("spelling", "former name", "similar name")
            likelihood = factor[basis] * (p.beside_exact_factor if is_beside else 1.0)
            matches.append(_Match(i, likelihood, basis, self._says(ship, basis, i)))
        return matches

    def _open(self, vessel: int, basis: str) -> _Match:
        words = f"the words of the sighting leave {self.vessels[vessel].caption} open"
        return _Match(vessel, self.params.open_factor, basis, words)

    def _says(self, ship: ShipName, basis: str, vessel: int) -> str:
        caption = self.vessels[vessel].caption
        return {
            "name": f"the name is that of {caption}",
            "spelling": f"{ship.written} is a spelling of {caption}",
            "former name": f"{ship.written} is a further or former name of {caption}",
            "number missing": f"{ship.written} without a number may be {caption}",
            "similar name": f"{ship.written} looks like the name of {caption}",
        }[basis]

    def _mentioned(self, doubts: str) -> set[int]:
        """Vessels that words of doubt mention by IMO number, label or name; the longest name at each place counts."""
        found = {self.by_imo[int(n)] for n in _IMO.findall(doubts) if int(n) in self.by_imo}
        words = list(_WORD.finditer(doubts))
        found |= {self.by_label[w[0]] for w in words if w[0] in self.by_label}
        at = 0
        while at < len(words):
            at += self._name_at(doubts, words[at : at + _LONGEST_NAME_WORDS], found) or 1
        return found

    def _name_at(self, doubts: str, words: list[re.Match[str]], found: set[int]) -> int:
        if not words[0][0][0].isupper() and words[0][0].isascii():
            return 0
        for n in range(len(words), 0, -1):
            ship = read_name(doubts[words[0].start() : words[n - 1].end()])
            named = {i for i, basis in self.index.find(ship).items() if basis in ("name", "spelling", "former name")}
            if named:
                found |= named
                return n
        return 0


def _weighed(
    sighting_id: str,
    found: list[_Match],
    other: float,
    rulings: dict[str, _Ruling],
    fleet: _Fleet,
    params: CandidateParams,
) -> list[dict[str, Any]]:
    """The candidate rows of one sighting: likelihoods as shares of belief, then what people decided."""
    allowed = [m for m in found if (r := rulings.get(fleet.vessels[m.vessel].vessel_id)) is None or r.is_accepted]
    total = max(1.0, sum(m.likelihood for m in allowed))
    mass = {fleet.vessels[m.vessel].vessel_id: (1.0 - other) * m.likelihood / total for m in allowed}
    accepted = next((v for v, r in rulings.items() if r.is_accepted), None)
    if accepted:
        mass, other = {accepted: 1.0}, 0.0
    elif not mass:
        other = 1.0
    scale = other + sum(mass.values())
    basis = {fleet.vessels[m.vessel].vessel_id: (m.basis, m.words) for m in found}
    weights: dict[str | None, float] = {v: mass.get(v, 0.0) / scale for v in basis | rulings}
    weights[None] = other / scale
    order = sorted(weights, key=lambda v: (-weights[v], v is None, v or ""))
    rows = []
    for rank, vessel_id in enumerate(order, start=1):
        match_basis, words = basis.get(vessel_id or "", ("none", "a ship that is not in this case"))
        sources = [sighting_id]
        is_settled = weights[vessel_id] >= params.settle_least_frac and match_basis not in ("none", "description")
        if vessel_id is not None:
            sources.append(vessel_id)
            if ruling := rulings.get(vessel_id):
                match_basis = match_basis if vessel_id in basis else "decision"
                words = ruling.words if match_basis == "decision" else f"{words}; {ruling.words}"
                sources.append(ruling.decision_id)
                is_settled = ruling.is_accepted
        rows.append(
            {
                "candidate_id": content_id("candidate", sighting_id, vessel_id),
                "sighting_id": sighting_id,
                "vessel_id": vessel_id,
                "weight_frac": weights[vessel_id],
                "rank": rank,
                "match_basis": match_basis,
                "is_settled": is_settled,
                "words": sentence(words),
                "sources": sources,
            }
        )
    return rows


def _rulings(
    decisions: list[dict[str, Any]], sighting_ids: set[str], vessel_ids: set[str]
) -> dict[str, dict[str, _Ruling]]:
    """What stands decided about each sighting and vessel: the latest word on a pair, and one acceptance a sighting."""
    ruled: dict[str, dict[str, _Ruling]] = {}
    for d in standing(decisions):
        if d["verdict"] not in ("accept", "same", "reject", "different"):
            continue
        for sighting_id, vessel_id in _pairs(d["about"], sighting_ids, vessel_ids):
            is_accepted = d["verdict"] in ("accept", "same")
            held = ruled.setdefault(sighting_id, {})
            if is_accepted:
                held = ruled[sighting_id] = {v: r for v, r in held.items() if not r.is_accepted}
            verb = "accepted" if is_accepted else "ruled out"
            held[vessel_id] = _Ruling(is_accepted, d["decision_id"], f"{verb} by {d['decided_by']}: {d['reason']}")
    return ruled


def _pairs(about: list[str], sighting_ids: set[str], vessel_ids: set[str]) -> Iterator[tuple[str, str]]:
    if len(about) == 2:
        for one, two in (about, about[::-1]):
            if one in sighting_ids and two in vessel_ids:
                yield one, two


def _doubts(sighting: dict[str, Any]) -> str:
    """The clauses of a sighting's words in which it is left open which ship it was."""
    texts = [sighting["confidence"] or ""]
    if sighting["vessel_name"] is None:
        texts.append(sighting["vessel_words"])
    return "; ".join(c.strip() for text in texts if DOUBT.search(text) for c in _CLAUSE.split(text) if DOUBT.search(c))


def _caption(row: dict[str, Any]) -> str:
    known = row["label"] or (f"IMO {row['imo']:07d}" if row["imo"] is not None else None)
    return f"{row['name']} ({known})" if known and known != row["name"] else str(row["name"])
