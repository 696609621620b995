"""The fleet of a case: which of its vessels a name, an IMO number and words of doubt allow, and how firmly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fairlead.base.bounds import Share, Within, check_fields
from fairlead.base.doubted import Doubts
from fairlead.base.wording import say_list
from fairlead.identity.doubts import vessels_named
from fairlead.identity.names import NameIndex, ShipName, read_name

_BORNE = frozenset({"name", "spelling", "former name"})
"""Bases on which a ship bears the name written, number and all."""

_TWINS_NAMED = 3
"""Numbered ships of one name that a sentence names; of further ones it says how many."""


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
    doubted_imo_factor: Share = 0.5
    """Likelihood of the ship of an IMO number that proves no identity, where the name does not speak for that ship."""
    similar_name_factor: Share = 0.1
    """Likelihood of a name that merely looks alike."""
    beside_exact_factor: Share = 0.25
    """What is left of a spelling or former name where another ship bears exactly the name written, and of a numbered
    ship where another bears the name without a number."""
    open_factor: Share = 0.5
    """Likelihood of a ship that the source's words leave open, against 1 for the ship it states."""
    name_against_imo_factor: Share = 0.5
    """Likelihood of the ship that bears the name where the IMO number is another ship's."""
    settle_least_frac: Annotated[float, Within(0.5, 1, is_above=True)] = 0.7
    """Least share of belief at which a candidate is used as the sighting's vessel: more than twice all others."""
    similar_least_frac: Annotated[float, Within(0.5, 1)] = 0.85
    """Least likeness of letters for a similar name: one typo in seven letters."""

    outside_frac: Annotated[float, Within(0.001, 0.999)] = 0.25
    """Chance, before anything is measured, that an unnamed ship is none of the case's vessels: what OTHER keeps at low
    grade. Nobody has counted it; it is printed beside each spread."""
    other_like_list_frac: Share = 0.5
    """Share of ships outside the list that are of such sizes as the list has; the rest are as ships at large."""
    other_like_list_sd: Annotated[float, Within(0.05, 2)] = 0.25
    """Least spread of their log sizes: a quarter longer or shorter than the list's."""
    register_sd_frac: Annotated[float, Within(0.001, 0.2)] = 0.01
    """Spread of lengths and beams in lists: overall against between perpendiculars, registers that disagree."""
    dwt_length_sd_frac: Annotated[float, Within(0.01, 0.5)] = 0.10
    """Spread of the length that a deadweight gives. Nine ships leave .023; small tankers, few of them, differ more."""
    slip_frac: Annotated[float, Within(0.001, 0.5)] = 0.03
    """Chance that a measured size is a slip: a wrong end, a shadow, a barge alongside."""
    against_least_sd: Annotated[float, Within(1, 10)] = 3.0
    """A size this many errors from the listed one speaks against the ship named: so far is one good measure in 370."""
    against_least_frac: Annotated[float, Within(0, 1)] = 0.10
    """Sizes up to this share apart may be one, however well they are known. As ``stays.same_length_frac``."""
    decisive_least_sd: Annotated[float, Within(1, 20)] = 4.0
    """From this many errors on, a name beside the size settles nothing: so far is one good measure in 16,000."""
    decisive_least_frac: Annotated[float, Within(0, 2)] = 0.25
    """And from this share apart: beyond what overall length, length between perpendiculars and a loose "about" explain.
    Our judgement."""
    scale_sd_frac: Annotated[float, Within(0.001, 0.2)] = 0.01
    """Least error of any measured size: scale and orthorectification."""
    rounding_sd_m: Annotated[float, Within(0, 50)] = 2.9
    """Spread of a length that a source states in whole tens of metres (10 / sqrt 12)."""
    bridge_frac: Annotated[float, Within(0.1, 1)] = 0.82
    """Bridge to bow as a share of length where the house is aft, as on small tankers. Our judgement."""
    bridge_sd_frac: Annotated[float, Within(0.01, 0.5)] = 0.08
    """Spread of that share."""
    freeboard_sd_m: Annotated[float, Within(0.1, 5)] = 0.6
    """Spread that trim, tide and sheer add to a measured freeboard."""
    freeboard_most_m: Annotated[float, Within(5, 40)] = 15.0
    """Greatest freeboard of a ship about which nothing is known; all below are equally likely."""
    ballast_draught_frac: Annotated[float, Within(0.2, 0.9)] = 0.55
    """Draught in ballast as a share of the summer draught. Our judgement."""
    laden_right_frac: Annotated[float, Within(0.5, 1)] = 0.9
    """Chance that an analyst who says laden, or in ballast, is right."""
    feature_present_frac: Annotated[float, Within(0.01, 0.99)] = 0.8
    """Chance that a feature is reported of a ship that has it, where the report does not say. Our judgement."""
    feature_absent_frac: Annotated[float, Within(0.01, 0.99)] = 0.1
    """The same of a ship that lacks it."""
    berth_hours: Annotated[float, Within(0, 48)] = 1.0
    """Two sightings at one berth within this are one ship: two do not share a berth."""
    same_look_frac: Share = 1e-6
    """What is left of one hull being two ships of one image."""
    other_type_frac: Share = 0.05
    """Chance that the words call a ship of another type what they call this one (a tanker)."""
    feature_common_frac: Annotated[float, Within(0.01, 0.99)] = 0.3
    """Share of ships that have a reported feature, where the list does not say: red decks and cranes are common."""
    top_speed_kn: Annotated[float, Within(1, 60)] = 15.0
    """Speed above which no ship of the case gets from its last report to the sighting, or on to the next."""
    near_km: Annotated[float, Within(0, 500)] = 25.0
    """Reports within this of the sighting's place, beyond its own error, are at it."""
    false_report_frac: Annotated[float, Within(0.0001, 1)] = 0.02
    """What is left of a hull that reports or sightings show elsewhere: false positions, borrowed identities."""
    silent_hours: Annotated[float, Within(1, 2000)] = 12.0
    """A silence of at least this length around the sighting makes the hull likelier."""
    silent_factor: Annotated[float, Within(1, 100)] = 3.0
    """How much likelier: ships that load here switch off. Our judgement."""
    there_factor: Annotated[float, Within(1, 1000)] = 20.0
    """How much likelier a hull is whose reports are at the place at the time."""
    unheard_days: Annotated[float, Within(1, 400)] = 60.0
    """A hull not heard of within this of the sighting is as one never heard of."""
    credible_frac: Annotated[float, Within(0.5, 0.999)] = 0.95
    """Share of belief that "consistent with k of n vessels" covers."""
    most_states: Annotated[int, Within(1, 10_000_000)] = 100_000
    """Joint assignments that are counted one by one; larger knots are drawn (``joint_draws``)."""
    joint_draws: Annotated[int, Within(100, 100_000)] = 2000
    """Draws of a knot too large to count, after a tenth as many that are dropped."""

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class Vessel:
    """What the fleet knows of one vessel."""

    vessel_id: str
    label: str | None
    imo: int | None
    imo_words: str | None
    caption: str


@dataclass(frozen=True, slots=True)
class Match:
    """One vessel a sighting may be."""

    vessel_id: str
    likelihood: float
    basis: str
    words: str
    is_open: bool = False
    """Whether only a person may settle it, whatever its weight."""
    against: str | None = None
    """What else the same row says that speaks against it."""


class Fleet:
    """The vessels of the case, found by IMO number, name and mention."""

    def __init__(self, rows: list[dict[str, Any]], names: Iterable[str], params: CandidateParams) -> None:
        """Enter the VESSELS ``rows``. ``names`` are all that sightings give: their likenesses are found at once."""
        self.params = params
        self.vessels = [Vessel(r["vessel_id"], r["label"], r["imo"], r["imo_words"], caption_of(r)) for r in rows]
        joined = {number: i for i, r in enumerate(rows) for number in r["imos_joined"] or ()}
        self.by_imo = joined | {v.imo: i for i, v in enumerate(self.vessels) if v.imo is not None}
        self.by_label = {v.label: i for i, v in enumerate(self.vessels) if v.label}
        self.by_number = [frozenset(r["names_by_number"] or ()) for r in rows]
        self.index, listed = NameIndex(), NameIndex()
        for i, row in enumerate(rows):
            known = [read_name(n) for n in row["names"]]
            self.index.add(i, known, row["flag"])
            if row["label"]:
                listed.add(i, known, row["flag"])
        self.names = {n: read_name(n) for n in names}
        unlisted = [s for s in self.names.values() if not any(self.vessels[i].label for i in self.index.find(s))]
        self.similar = listed.find_similar(unlisted, params.similar_least_frac)

    def match(self, name: str | None, imo: int | None, grade: str | None, doubts: Doubts) -> tuple[list[Match], float]:
        """The vessels that a name, an IMO number and words of doubt allow, and the share of OTHER."""
        p = self.params
        other = {"high": p.other_high_frac, "medium": p.other_medium_frac}.get(grade or "", p.other_low_frac)
        ship = self.names[name] if name else None
        found = self._stated(ship, imo, is_low=grade not in ("high", "medium"))
        if doubts.words:
            found = {i: _in_doubt(m, doubts.words) for i, m in found.items()}
        named = vessels_named(doubts.clauses, self.by_imo, self.by_label, self.index.find_bearing)
        named = (named | self._named_in_doubt(doubts.names)) - found.keys()
        bases = self.index.find(ship) if ship and named else {}
        if len(found) == 1 and not named and all(m.basis == "imo" and not m.is_open for m in found.values()):
            other *= p.imo_other_factor
        if not found:
            # Nobody is named: what the words leave open says little, whatever the grade of the rest of the row.
            other = max(other, p.other_low_frac) if named else 1.0
        stated = [found[i] for i in sorted(found)]
        said = doubts.words if doubts.names else ""
        return [*stated, *(self._left_open(i, bases.get(i, "description"), said) for i in sorted(named))], other

    def _named_in_doubt(self, names: Iterable[str]) -> set[int]:
        """The vessels that bear a name given in doubt; where none bears it as given, those that do with a number."""
        made = set[int]()
        for ship in map(read_name, names):
            made |= self.index.find_bearing(ship).keys() or self.index.find(ship).keys()
        return made

    def _stated(self, ship: ShipName | None, imo: int | None, is_low: bool) -> dict[int, Match]:
        """The vessels that the sighting's name and IMO number speak for."""
        numbered = self.by_imo.get(imo) if imo is not None else None
        if imo is not None and numbered is not None:
            v = self.vessels[numbered]
            if not v.imo_words or imo != v.imo:  # of vessels joined to it those that prove no identity are left out
                return self._by_imo(numbered, imo, ship)
        found = self._by_name(ship, is_low) if ship else {}
        if numbered is not None:
            found[numbered] = self._by_doubted_imo(numbered, found.get(numbered))
        return found

    def _by_imo(self, vessel: int, imo: int, ship: ShipName | None) -> dict[int, Match]:
        """The ship of a number nothing is said against, and those that bear the name where that ship does not."""
        v, against = self.vessels[vessel], self.params.name_against_imo_factor
        joined = "" if imo == v.imo else ", which a person joined with the vessel of that number"
        words = f"IMO {imo:07d} is that of {v.caption}{joined}"
        unlisted = self._unlisted(ship, vessel) if ship else None
        if ship and unlisted:
            words += f"; no row of the list calls it {ship.written}, which is taken for a further name of it"
        found = {vessel: Match(v.vessel_id, 1.0, "imo", words, against=unlisted)}
        named = self.index.find(ship) if ship else {}
        if ship and vessel not in named:
            for i, basis in named.items():
                if basis in _BORNE:
                    words = f"{self._says(ship, basis, i)}, the IMO number is not"
                    both = f"the row gives the name of {self.vessels[i].caption} and the IMO number of {v.caption}"
                    found[i] = Match(self.vessels[i].vessel_id, against, basis, words, against=both)
                    found[vessel] = replace(found[vessel], against=both)
        return found

    def _by_doubted_imo(self, vessel: int, named: Match | None) -> Match:
        """The ship of a number that proves no identity: as likely as its name makes it; a person settles it."""
        v = self.vessels[vessel]
        likelihood = max(self.params.doubted_imo_factor, named.likelihood if named else 0.0)
        words = f"IMO {v.imo:07d} is that of {v.caption}, but proves no identity: {v.imo_words}"
        return Match(v.vessel_id, likelihood, "imo", words, is_open=True)

    def _by_name(self, ship: ShipName, is_low: bool) -> dict[int, Match]:
        """The ships that bear the name or one like it; no number is overlooked, and a missing one stays open."""
        p = self.params
        factor = {
            "name": 1.0,
            "spelling": p.spelling_factor,
            "former name": p.former_name_factor,
            "number missing": p.number_missing_factor,
            "similar name": p.similar_name_factor,
        }
        found = dict(sorted((self.similar.get(ship.written, {}) | self.index.find(ship)).items()))
        is_exact, is_borne = "name" in found.values(), not _BORNE.isdisjoint(found.values())
        twins = self._twins(found)
        matches = {}
        for i, basis in found.items():
            words, likelihood = self._says(ship, basis, i), factor[basis]
            if basis == "number missing" and is_borne:
                words += ", though another ship bears the name without one"
                likelihood *= 1.0 if is_low else p.beside_exact_factor
            elif is_exact and basis != "name":
                likelihood *= p.beside_exact_factor
            if basis in _BORNE:
                words += twins
            is_open = basis == "number missing"
            matches[i] = Match(self.vessels[i].vessel_id, likelihood, basis, words, is_open, self._unlisted(ship, i))
        return matches

    def _unlisted(self, ship: ShipName, vessel: int) -> str | None:
        """What speaks against a name that sightings alone give a listed vessel; None where a list gives it."""
        if ship.written not in self.by_number[vessel]:
            return None
        caption = self.vessels[vessel].caption
        return f"no row of the list gives {caption} the name {ship.written}: a sighting states it beside its IMO number"

    def _twins(self, found: dict[int, str]) -> str:
        """What is said of the ships that bear the name with a number; nothing where there are none."""
        twins = [self.vessels[i].caption for i, basis in found.items() if basis == "number missing"]
        if not twins:
            return ""
        more = [f"{len(twins) - _TWINS_NAMED} more"] if len(twins) > _TWINS_NAMED else []
        verb = "bears" if len(twins) == 1 else "bear"
        return f"; {say_list(twins[:_TWINS_NAMED] + more)} {verb} it with a number, so a dropped number stays possible"

    def _left_open(self, vessel: int, basis: str, said: str) -> Match:
        v = self.vessels[vessel]
        words = f"the words of the sighting{said and f', {said},'} leave {v.caption} open"
        is_open = basis in ("description", "number missing")
        return Match(v.vessel_id, self.params.open_factor, basis, words, is_open)

    def _says(self, ship: ShipName, basis: str, vessel: int) -> str:
        v = self.vessels[vessel]
        doubt = f"; its IMO number proves no identity: {v.imo_words}" if v.imo_words else ""
        return {
            "name": f"the name is that of {v.caption}",
            "spelling": f"{ship.written} is a spelling of {v.caption}",
            "former name": f"{ship.written} is a further or former name of {v.caption}",
            "number missing": f"{ship.written} without a number may be {v.caption}",
            "similar name": f"{ship.written} looks like the name of {v.caption}",
        }[basis] + doubt


def _in_doubt(match: Match, said: str) -> Match:
    """The ship stated, where words leave open whether it is the one: a person settles it."""
    return replace(match, is_open=True, words=f"{match.words}, but which ship it was is left in doubt: {said}")


def caption_of(row: dict[str, Any]) -> str:
    """A vessel as people read it: ``Chon Ma San (V01)``."""
    known = row["label"] or (f"IMO {row['imo']:07d}" if row["imo"] is not None else None)
    return f"{row['name']} ({known})" if known and known != row["name"] else str(row["name"])
