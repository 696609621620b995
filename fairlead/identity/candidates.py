"""Candidates: which vessels a sighting may be, always with OTHER, a ship that is not in this case.

A sighting that names a ship is weighed by its words: a stated judgement. One ship that nobody named is spread over the
whole list, by what was measured of it or by prior and presence alone, and is settled by a person only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa

from fairlead.base.doubted import Doubts, doubts_of, names_in_doubt
from fairlead.base.from_look import PlaceNames, fill_from_looks
from fairlead.base.hearsay import is_negated
from fairlead.base.ids import content_id
from fairlead.base.images import Images
from fairlead.base.tables import (
    CANDIDATE_TERMS,
    CANDIDATES,
    DECISIONS,
    FEATURES,
    LOOKS,
    PLACES,
    SCENES,
    SIGHTINGS,
    TABLES,
    VESSELS,
)
from fairlead.base.wording import fold, quoted, sentence
from fairlead.identity.contradicted import hold_sizes_against, hold_tracks_against
from fairlead.identity.fleet import CandidateParams, Fleet, Match
from fairlead.identity.readings import read_sizes
from fairlead.identity.rulings import Ruling, find_rulings
from fairlead.identity.spots import Spots
from fairlead.identity.spread_rows import Evidence, read_trails, spread_rows, terms_of_names, unmeasured_rows


def match_candidates(
    sightings: pa.Table,
    vessels: pa.Table,
    decisions: pa.Table,
    measures: pa.Table | None = None,
    features: pa.Table | None = None,
    places: pa.Table | None = None,
    fixes: pa.Table | None = None,
    bearers: pa.Table | None = None,
    looks: pa.Table | None = None,
    scenes: pa.Table | None = None,
    params: CandidateParams = CandidateParams(),  # noqa: B008 - frozen
) -> tuple[pa.Table, pa.Table]:
    """Weigh, for every sighting, the vessels it may be.

    Named sightings go by their words. An equal IMO number comes first; then an equal name with an equal number, a
    romanised spelling, a former name, a name without its number, a likeness. A ship that bears the name with a number
    stays a candidate beside one that bears it without. A vessel the source's own words leave open ("Kum Un San versus
    Kum Un San 3 is not certain") is a candidate too. Only a person settles what rests on a name without its number, on
    an IMO number in doubt, or on a name that the sighting's own words negate ("Chon Ma San (not seen)").

    A sighting of one ship that names nobody, with a measure or a stated length, is spread over all vessels and OTHER:
    sizes, freeboard, features and type against the list; AIS and other sightings of each vessel against the place and
    time; all such sightings together. It is "consistent with k of n vessels" and only a person settles it. Where
    nothing was measured, kind and AIS alone weigh, and where these are silent all vessels are alike.

    Args:
        sightings: SIGHTINGS, any order.
        vessels: VESSELS, any order.
        decisions: DECISIONS; accept or same about [sighting, vessel] settles the pair, reject or different rules it
            out (the row stays, with weight 0), unsure leaves it open at the weight it has. The latest standing
            decision on a pair counts.
        measures: MEASURED of sightings, by their labels, errors worked out; MEASURES as they were read do too.
        features: FEATURES of sightings, likewise.
        places: PLACES, for reach.
        fixes: FIXES, thinned AIS.
        bearers: BEARERS, which vessel a segment of AIS is of.
        looks: LOOKS; a sighting that names one and states no place, or no date, was where and when it is.
        scenes: SCENES; the time of a look is that of its scene.
        params: :class:`CandidateParams`.

    Returns:
        CANDIDATES and CANDIDATE_TERMS; the weights of a sighting sum to 1, at most one candidate is settled.

    Raises:
        SchemaError: a table lacks a column, has nulls where none may be, or holds a date that does not exist.

    Limits:
        Where words name a ship, sizes and presence do not change its weight; where they contradict it that is told.
        Doubt is found by its words, in English.
        What was decided of a vessel that a person joined to another holds of that other. Loading state says nothing of
        identity by itself.
    """
    ships = sorted(VESSELS.check(vessels).to_pylist(), key=lambda r: str(r["vessel_id"]))
    gazetteer = PLACES.check(places).to_pylist() if places is not None else []
    looked = LOOKS.check(looks).to_pylist() if looks is not None else []
    imaged = SCENES.check(scenes).to_pylist() if scenes is not None else []
    told = sorted(SIGHTINGS.check(sightings).to_pylist(), key=lambda r: str(r["sighting_id"]))
    seen, taken = fill_from_looks(told, looked, imaged, gazetteer)
    images, named_places = Images(looked, imaged), PlaceNames(sorted(gazetteer, key=lambda r: str(r["place_id"])))
    seen = [s | {"image": images.of(s), "place_id": _place_of(s, named_places)} for s in seen]
    rulings = find_rulings(
        DECISIONS.check(decisions).to_pylist(),
        {r["sighting_id"] for r in seen},
        {r["vessel_id"] for r in ships},
        {gone: r["vessel_id"] for r in ships for gone in r["joined_ids"] or ()},
    )
    sizes = read_sizes(seen, _measured(measures), params)
    fleet = Fleet(ships, sorted({r["vessel_name"] for r in seen if r["vessel_name"]}), params)
    by_id = {str(r["vessel_id"]): r for r in ships}
    known: dict[tuple[str | None, int | None, str | None, Doubts], tuple[list[Match], float]] = {}
    rows: list[dict[str, Any]] = []
    unnamed: list[dict[str, Any]] = []
    unmeasured: list[dict[str, Any]] = []
    for s in seen:
        doubts = doubts_of(s)
        key = (s["vessel_name"], s["imo"], s["grade"], doubts)
        if key not in known:
            known[key] = fleet.match(*key)
        found, other = known[key]
        if s["sighting_id"] in sizes:
            size = sizes[s["sighting_id"]]
            found = [hold_sizes_against(m, by_id[m.vessel_id], size, params) for m in found]
        if is_negated(s["vessel_words"]):
            found = [_negated(m) for m in found]
        if not found and ships and s["hulls"] == 1 and s["vessel_name"] is None and s["imo"] is None:
            is_said = any(r.is_accepted for r in rulings.get(s["sighting_id"], {}).values())
            if s["sighting_id"] in sizes:
                unnamed.append(s)
                continue
            if not is_said and not doubts.names:
                unmeasured.append(s)
                continue
        rows += _weighed(s, found, other, rulings.get(s["sighting_id"], {}), params.settle_least_frac)
    trails = read_trails(fixes, bearers, ships)
    if trails:
        alone = {s["sighting_id"]: s for s in seen if s["hulls"] == 1}
        settled_by_words = (
            r
            for r in rows
            if r["is_settled"] and r["sighting_id"] in alone and r["vessel_id"] not in rulings.get(r["sighting_id"], {})
        )
        of_vessel = {str(ships[i]["vessel_id"]): trail for i, trail in trails.items()}
        hold_tracks_against(settled_by_words, alone, of_vessel, Spots(gazetteer), params)
    named = CANDIDATES.from_rows(rows)
    terms = terms_of_names(named)
    if not unnamed and not unmeasured:
        return named, terms
    settled = {r["sighting_id"]: r["vessel_id"] for r in rows if r["is_settled"]}
    evidence = Evidence(ships, seen, unnamed, sizes, settled, rulings, {s: t.sources for s, t in taken.items()})
    parts = [(named, terms)]
    if unnamed:
        described = FEATURES.check(features).to_pylist() if features is not None else ()
        parts.append(spread_rows(evidence, described, gazetteer, trails, params))
    if unmeasured:
        parts.append(unmeasured_rows(replace(evidence, unnamed=unmeasured), gazetteer, trails, params))
    return (
        CANDIDATES.check(pa.concat_tables([made for made, _ in parts])),
        CANDIDATE_TERMS.check(pa.concat_tables([made for _, made in parts])),
    )


def _place_of(s: dict[str, Any], places: PlaceNames) -> str | None:
    """The place that a sighting names, else its words for it: what is said of one place is said in the same words."""
    if s["place_words"] is None:
        return None
    place = places.find(s["place_words"])
    return str(place["place_id"]) if place else f"in words: {fold(s['place_words'])}"


def _measured(measures: pa.Table | None) -> list[dict[str, Any]]:
    """The measures as rows; those whose errors were worked out say what the errors rest on."""
    if measures is None:
        return []
    table = TABLES["measured" if "sd_basis" in measures.column_names else "measures"]
    rows: list[dict[str, Any]] = table.check(measures).to_pylist()
    return rows


def _negated(match: Match) -> Match:
    return replace(match, is_open=True, words=f"{match.words}, but the sighting's words say that it was not there")


def _say_other(s: dict[str, Any], found: list[Match], weight: float, is_said: bool) -> str:
    """What OTHER is for a sighting that words or a person weigh: never that a ship nobody named is no vessel held."""
    if found:
        return f"a ship that is not among the vessels of the case: weight {weight:.2f}"
    if s["vessel_name"] is not None or s["imo"] is not None:
        said = s["vessel_name"] or f"IMO {s['imo']:07d}"
        return f"the ship that was named, {said}, is not among the vessels of the case: weight {weight:.2f}"
    if names := names_in_doubt(s["vessel_words"]):
        said = (
            f"{' or '.join(names)} is named in doubt, {quoted(s['vessel_words'])}, and no vessel of the case bears it"
        )
        return f"{said}: weight {weight:.2f}"
    if s["hulls"] == 0:
        return "no ship is sighted, so none is weighed"
    if s["hulls"] > 1:
        return (
            f"{s['hulls']} ships counted together: which vessels of the case they are, or ships in no list, is not "
            "weighed; nothing that was seen tells"
        )
    if is_said:
        return "nobody named the ship; a person said which it is, and nothing else was weighed"
    return "nobody named the ship, and the case lists no vessel that it could be"


def _weighed(
    s: dict[str, Any],
    found: list[Match],
    other: float,
    rulings: dict[str, Ruling],
    settle_least: float,
) -> list[dict[str, Any]]:
    """The candidate rows of one sighting: likelihoods as shares of belief, then what people decided."""
    sighting_id = s["sighting_id"]
    allowed = [m for m in found if (r := rulings.get(m.vessel_id)) is None or not r.is_out]
    total = max(1.0, sum(m.likelihood for m in allowed))
    mass = {m.vessel_id: (1.0 - other) * m.likelihood / total for m in allowed}
    accepted = next((v for v, r in rulings.items() if r.is_accepted), None)
    if accepted:
        mass, other = {accepted: 1.0}, 0.0
    elif not mass:
        other = 1.0
    scale = other + sum(mass.values())
    by_vessel = {m.vessel_id: m for m in found}
    weights: dict[str | None, float] = {v: mass.get(v, 0.0) / scale for v in by_vessel | rulings}
    weights[None] = other / scale
    order = sorted(weights, key=lambda v: (-weights[v], v is None, v or ""))
    rows = []
    for rank, vessel_id in enumerate(order, start=1):
        m, ruling = by_vessel.get(vessel_id or ""), rulings.get(vessel_id or "")
        basis = m.basis if m else "decision" if ruling else "none"
        words = [m.words] if m else [] if ruling else [_say_other(s, found, weights[None], accepted is not None)]
        is_settled = m is not None and not m.is_open and weights[vessel_id] >= settle_least
        rows.append(
            {
                "candidate_id": content_id("candidate", sighting_id, vessel_id),
                "sighting_id": sighting_id,
                "vessel_id": vessel_id,
                "weight_frac": weights[vessel_id],
                "rank": rank,
                "match_basis": basis,
                "is_settled": ruling.is_accepted if ruling else is_settled,
                "against": m.against if m else None,
                "words": sentence("; ".join([*words, ruling.words] if ruling else words)),
                "sources": [s for s in (sighting_id, vessel_id, ruling and ruling.decision_id) if s],
            }
        )
    return rows
