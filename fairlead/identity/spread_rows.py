"""Rows of the spread: beliefs of unnamed sightings as CANDIDATES and CANDIDATE_TERMS, with what people decided.

Of sightings that were measured, and of those by prior and presence alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.ids import canonical_json, content_id
from fairlead.base.tables import BEARERS, CANDIDATE_TERMS, CANDIDATES, FIXES
from fairlead.base.wording import say_many, sentence
from fairlead.identity.densities import Floats
from fairlead.identity.fleet import CandidateParams
from fairlead.identity.presence import Trail
from fairlead.identity.readings import Reading
from fairlead.identity.rulings import Ruling
from fairlead.identity.spots import Spots
from fairlead.identity.spread import (
    VERDICTS,
    Hulls,
    Settled,
    Spread,
    say_presence,
    sources_of_presence,
    spread_sightings,
    spread_unmeasured,
)

Row = dict[str, Any]

MOST_ROWS = 50_000
"""Rows of unmeasured sightings beyond which each gets one row for all vessels: 980 sightings of 50 vessels."""

MOST_CITED = 10
"""Reports cited in such a row."""

_QUIET = 0.005
"""Terms of presence and of other sightings smaller than this get no row and no words."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What the spread stands on beside AIS."""

    ships: list[Row]
    """VESSELS, by id."""
    seen: list[Row]
    """SIGHTINGS, all."""
    unnamed: list[Row]
    """Those of them to be spread, by id."""
    sizes: Mapping[str, Reading]
    settled: Mapping[str, str]
    """Vessel by settled sighting."""
    rulings: Mapping[str, dict[str, Ruling]]
    taken: Mapping[str, tuple[str, ...]]
    """Ids of the looks and scenes that a sighting's place or time is of."""


def spread_rows(
    evidence: Evidence,
    features: Iterable[Row],
    places: Iterable[Row],
    trails: dict[int, Trail],
    params: CandidateParams,
) -> tuple[pa.Table, pa.Table]:
    """CANDIDATES and CANDIDATE_TERMS of the unnamed sightings: a row a vessel, and OTHER, for each."""
    unnamed = evidence.unnamed
    hulls, reader = Hulls.of(evidence.ships, params), Spots(places)
    at = {r["vessel_id"]: i for i, r in enumerate(hulls.rows)}
    described: dict[str, list[Row]] = {}
    for f in features:
        described.setdefault(f["sighting"], []).append(f)
    settled = [
        Settled(s, at[evidence.settled[s["sighting_id"]]], reader.read(s))
        for s in evidence.seen
        if s["sighting_id"] in evidence.settled
    ]
    readings = [evidence.sizes[s["sighting_id"]] for s in unnamed]
    of_each = [described.get(s["label"], []) for s in unnamed]
    ruled = _ruled(unnamed, evidence.rulings, at)
    spread = spread_sightings(
        unnamed, readings, of_each, hulls, [reader.read(s) for s in unnamed], trails, settled, ruled, params
    )
    base = [
        [
            s["sighting_id"],
            *evidence.taken.get(s["sighting_id"], ()),
            *r.sources,
            *(f["feature_id"] for f in sorted(d, key=lambda f: str(f["feature_id"]))),
        ]
        for s, r, d in zip(unnamed, readings, of_each, strict=True)
    ]
    writer = _Writer(hulls, unnamed, readings, base, spread, evidence.rulings, params)
    return writer.candidates(), writer.terms()


def unmeasured_rows(
    evidence: Evidence, places: Iterable[Row], trails: dict[int, Trail], params: CandidateParams
) -> tuple[pa.Table, pa.Table]:
    """CANDIDATES and CANDIDATE_TERMS of unnamed sightings of which nothing was measured: by prior and presence.

    Where that makes more than :data:`MOST_ROWS` rows, each sighting nobody ruled about gets one row for all, in words.
    """
    if len(evidence.unnamed) * (len(evidence.ships) + 1) > MOST_ROWS:
        ruled = [s for s in evidence.unnamed if evidence.rulings.get(s["sighting_id"])]
        rest = [s for s in evidence.unnamed if not evidence.rulings.get(s["sighting_id"])]
        if rest:
            summed = _presence_writer(replace(evidence, unnamed=rest), places, trails, params).summary()
            if not ruled:
                return summed, CANDIDATE_TERMS.empty()
            made, terms = unmeasured_rows(replace(evidence, unnamed=ruled), places, trails, params)
            return CANDIDATES.check(pa.concat_tables([summed, made])), terms
    writer = _presence_writer(evidence, places, trails, params)
    return writer.candidates(), writer.terms()


def _presence_writer(
    evidence: Evidence, places: Iterable[Row], trails: dict[int, Trail], params: CandidateParams
) -> _Writer:
    unnamed = evidence.unnamed
    hulls, reader = Hulls.of(evidence.ships, params), Spots(places)
    ruled = _ruled(unnamed, evidence.rulings, {r["vessel_id"]: i for i, r in enumerate(hulls.rows)})
    spread = spread_unmeasured(unnamed, hulls, [reader.read(s) for s in unnamed], trails, ruled, params)
    base = [[s["sighting_id"], *evidence.taken.get(s["sighting_id"], ())] for s in unnamed]
    readings = [Reading() for _ in unnamed]
    return _Writer(hulls, unnamed, readings, base, spread, evidence.rulings, params, basis="presence")


def _ruled(unnamed: list[Row], rulings: Mapping[str, dict[str, Ruling]], at: Mapping[str, int]) -> Floats:
    """1 where people leave a hull, 0 where they ruled it out; an acceptance leaves it alone."""
    made = np.ones((len(unnamed), len(at) + 1))
    for i, s in enumerate(unnamed):
        for vessel_id, ruling in rulings.get(s["sighting_id"], {}).items():
            if ruling.is_accepted:
                made[i] = 0.0
                made[i, at[vessel_id]] = 1.0
                break
            if ruling.is_out:
                made[i, at[vessel_id]] = 0.0
    return made


class _Writer:
    """Writes the beliefs of a spread as rows, column by column."""

    def __init__(
        self,
        hulls: Hulls,
        unnamed: list[Row],
        readings: list[Reading],
        base: list[list[str]],
        spread: Spread,
        rulings: Mapping[str, dict[str, Ruling]],
        params: CandidateParams,
        basis: str = "measures",
    ) -> None:
        self.basis = basis
        self.is_told_apart = (spread.belief[:, :-1].max(axis=1) - spread.belief[:, :-1].min(axis=1)) > 1e-12
        self.hulls, self.unnamed, self.readings, self.spread, self.params = hulls, unnamed, readings, spread, params
        self.base, self.rulings = base, rulings
        self.ids: list[str | None] = [*(r["vessel_id"] for r in hulls.rows), None]
        self.said = [f"{c}: {hulls.said(i)}" for i, c in enumerate(hulls.captions)]

    @cached_property
    def candidate_ids(self) -> list[str]:
        """By sighting, then by vessel."""
        return [pair for s in self.unnamed for pair in _candidate_ids(s["sighting_id"], self.ids)]

    def candidates(self) -> pa.Table:
        """Every vessel and OTHER for each sighting, the best first."""
        n = len(self.ids)
        order = np.argsort(-self.spread.belief, axis=1, kind="stable")
        rank = np.empty_like(order)
        np.put_along_axis(rank, order, np.arange(1, n + 1)[None, :], axis=1)
        words, sources, settled = [], [], []
        for i, s in enumerate(self.unnamed):
            rulings, tail = self.rulings.get(s["sighting_id"], {}), self._consistent(i)
            for v, vessel_id in enumerate(self.ids):
                ruling = rulings.get(vessel_id or "")
                words.append(self._words(i, v, ruling, tail))
                sources.append(self._sources(i, v, ruling))
                settled.append(ruling is not None and ruling.is_accepted)
        sighting_ids = np.repeat([s["sighting_id"] for s in self.unnamed], n)
        return CANDIDATES.check(
            pa.table(
                {
                    "candidate_id": self.candidate_ids,
                    "sighting_id": sighting_ids.tolist(),
                    "vessel_id": self.ids * len(self.unnamed),
                    "weight_frac": self.spread.belief.ravel(),
                    "rank": rank.ravel().astype(np.int32),
                    "match_basis": [self.basis] * len(words),
                    "is_settled": settled,
                    "consistent_vessels": np.repeat(self.spread.consistent, n),
                    "weighed_vessels": np.full(len(words), n - 1),
                    "effective_candidates": np.repeat(self.spread.effective, n),
                    "against": pa.nulls(len(words), pa.string()),
                    "words": words,
                    "sources": pa.array(sources, pa.list_(pa.string())),
                }
            )
        )

    def summary(self) -> pa.Table:
        """One row a sighting for all vessels and OTHER, weight 1; what tells them apart stands in its words."""
        rows = []
        for i, s in enumerate(self.unnamed):
            verdict = self.spread.presence.verdict[i]
            told = [
                f"{say_many(int((verdict == kind).sum()), 'vessel')} {words}"
                for kind, words in VERDICTS.items()
                if (verdict == kind).any()
            ]
            parts = [f"{s['label']}, of which nothing was measured; one row for all vessels", *told]
            heard = np.flatnonzero(verdict).tolist()
            cited = dict.fromkeys(p for v in heard for p in sources_of_presence(self.spread.presence, i, v))
            rows.append(
                {
                    "candidate_id": content_id("candidate", s["sighting_id"], None),
                    "sighting_id": s["sighting_id"],
                    "vessel_id": None,
                    "weight_frac": 1.0,
                    "rank": 1,
                    "match_basis": self.basis,
                    "is_settled": False,
                    "words": f"{'; '.join(parts)}. {self._consistent(i)}",
                    "sources": [*self.base[i], *list(cited)[:MOST_CITED]],
                }
            )
        return CANDIDATES.from_rows(rows)

    def _consistent(self, i: int) -> str:
        k, n = int(self.spread.consistent[i]), len(self.ids) - 1
        if self.basis == "presence" and not self.is_told_apart[i]:
            alike = f"all {n} vessels" if n != 1 else "the one vessel of the case"
            return f"Nothing that was seen tells them apart: consistent with {alike}, or a ship in no list."
        if self.basis == "measures" and not self.hulls.sizing.is_known.any():
            return f"No vessel has a listed size: sizes tell none of the {n} from another."
        return f"The sighting is consistent with {k} of {n} vessel{'s' if n != 1 else ''}, or a ship in no list."

    def _words(self, i: int, v: int, ruling: Ruling | None, tail: str) -> str:
        is_measured = self.basis == "measures"
        seen = f"{self.unnamed[i]['label']}, {', '.join(self.readings[i].words) or 'of which nothing was measured'}"
        weight = f"{self.spread.belief[i, v]:.2f}"
        if self.ids[v] is None:
            before = f"{self.params.outside_frac:.2f} before anything was {'measured' if is_measured else 'known'}"
            return f"{seen}; a ship that is not in this case: weight {weight}, {before}. {tail}"
        parts = [f"{seen}; {self.said[v] if is_measured else self.hulls.captions[v]}"]
        if not is_measured and self.spread.terms["prior"][i, v]:
            parts.append(f"the list says {self.hulls.rows[v]['ship_type']}")
        verdict = int(self.spread.presence.verdict[i, v])
        if verdict:
            parts.append(say_presence(verdict, float(self.spread.presence.hours[i, v])))
        if is_measured and self.spread.terms["others"][i, v] < -1.0:
            parts.append("other sightings show it elsewhere, or are likelier to be it")
        if ruling:
            parts.append(ruling.words)
        return f"{'; '.join(parts)}; weight {weight}. {tail}"

    def _sources(self, i: int, v: int, ruling: Ruling | None) -> list[str]:
        vessel_id = self.ids[v]
        if vessel_id is None:
            return self.base[i]
        made = [*self.base[i], vessel_id]
        if self.spread.presence.verdict[i, v]:
            made += dict.fromkeys(sources_of_presence(self.spread.presence, i, v))
        return [*made, ruling.decision_id] if ruling else made

    def terms(self) -> pa.Table:
        """A row a term where it says anything of the sighting."""
        parts = []
        for name, values in self.spread.terms.items():
            is_told = self._is_told(name, values)
            rows, columns = np.nonzero(is_told)
            if len(rows):
                parts.append(self._term(name, values[rows, columns], rows, columns))
        return CANDIDATE_TERMS.check(pa.concat_tables(parts)) if parts else CANDIDATE_TERMS.empty()

    def _is_told(self, name: str, values: Floats) -> npt.NDArray[np.bool_]:
        if name in ("presence", "others", "type", "decision"):
            return np.abs(values) > _QUIET
        if name == "prior":
            is_other = np.zeros(values.shape, np.bool_)
            is_other[:, -1] = True
            is_other |= values != 0
            return is_other
        return np.repeat((values != 0).any(axis=1)[:, None], values.shape[1], axis=1)

    def _term(self, name: str, values: Floats, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]) -> pa.Table:
        sightings = pa.array([s["sighting_id"] for s in self.unnamed]).take(pa.array(rows))
        vessels = pa.array(self.ids, pa.string()).take(pa.array(columns))
        pairs = list(zip(rows.tolist(), columns.tolist(), strict=True))
        own = [*([r["vessel_id"]] for r in self.hulls.rows), []]
        is_plain = name not in ("presence", "decision")
        sources = [self.base[i] + own[v] if is_plain else self._sources(i, v, self._ruling(i, v)) for i, v in pairs]
        return pa.table(
            {
                "candidate_id": pa.array(self.candidate_ids).take(pa.array(rows * len(self.ids) + columns)),
                "sighting_id": sightings,
                "vessel_id": vessels,
                "term": [name] * len(pairs),
                "log_likelihood": pa.array(values, pa.float64(), mask=~np.isfinite(values)),
                "words": [sentence(self._said(name, i, v)) for i, v in pairs],
                "sources": pa.array(sources, pa.list_(pa.string())),
            }
        )

    def _ruling(self, i: int, v: int) -> Ruling | None:
        return self.rulings.get(self.unnamed[i]["sighting_id"], {}).get(self.ids[v] or "")

    def _said(self, name: str, i: int, v: int) -> str:
        """What one term says of one hull, or of OTHER."""
        is_other = self.ids[v] is None
        ship = "a ship that is not in this case" if is_other else self.hulls.captions[v]
        if name == "prior" and not is_other:
            return f"{ship}: the list says {self.hulls.rows[v]['ship_type']}, the sighting another kind of ship"
        if name == "prior":
            return f"{ship}: {self.params.outside_frac:.2f} likely before anything is measured"
        if name == "presence":
            hours = float(self.spread.presence.hours[i, v])
            return f"{ship}: {say_presence(int(self.spread.presence.verdict[i, v]), hours)}"
        if name == "others":
            return f"{ship}: one ship is not in two places at a time, and two do not share a berth"
        if name == "decision":
            return f"{ship}: a person decided"
        if name == "type":
            return f"{ship}: the list says {self.hulls.rows[v]['ship_type']}"
        if name == "features":
            return f"{ship}: features reported, against those listed"
        return f"{', '.join(self.readings[i].words)}; {ship if is_other else self.said[v]}"


def _candidate_ids(sighting_id: str, vessel_ids: Sequence[str | None]) -> Iterator[str]:
    """``content_id("candidate", sighting_id, vessel_id)`` of each vessel, the beginning hashed once."""
    prefix = hashlib.sha256(canonical_json([sighting_id, ""])[:-3].encode())
    for vessel_id in vessel_ids:
        digest = prefix.copy()
        digest.update(canonical_json(vessel_id).encode() + b"]")
        yield f"candidate:{digest.hexdigest()[:16]}"


def terms_of_names(candidates: pa.Table) -> pa.Table:
    """CANDIDATE_TERMS of sightings weighed by their words: one term, the logarithm of each share of belief.

    A sighting that speaks for no vessel at all has no term: it says nothing, not that the ship was OTHER.
    """
    speaking = pc.unique(candidates.filter(pc.is_valid(candidates["vessel_id"]))["sighting_id"])
    candidates = candidates.filter(pc.is_in(candidates["sighting_id"], speaking))
    is_out = pc.equal(candidates["weight_frac"], 0.0)
    log_weight = pc.if_else(is_out, None, pc.ln(pc.if_else(is_out, 1.0, candidates["weight_frac"])))
    terms = candidates.select(["candidate_id", "sighting_id", "vessel_id", "words", "sources"])
    terms = terms.append_column("term", pa.array(["name"] * len(candidates), pa.string()))
    return CANDIDATE_TERMS.check(terms.append_column("log_likelihood", log_weight.cast(pa.float64())))


def read_trails(fixes: pa.Table | None, bearers: pa.Table | None, ships: Sequence[Row]) -> dict[int, Trail]:
    """The AIS reports of each vessel, by its number among ``ships``: fixes of the segments that bear its marks."""
    if fixes is None or bearers is None or not len(bearers):
        return {}
    at = {r["vessel_id"]: i for i, r in enumerate(ships)}
    owner = {b["segment_id"]: at[b["vessel_id"]] for b in BEARERS.check(bearers).to_pylist() if b["vessel_id"] in at}
    table = FIXES.check(fixes)
    table = table.filter(pc.is_in(table["segment_id"], pa.array(sorted(owner), pa.string())))
    table = table.sort_by([("time", "ascending"), ("position_id", "ascending")])
    hull = np.array([owner[s] for s in table["segment_id"].to_pylist()], dtype=np.int64)
    hour = table["time"].cast(pa.int64()).to_numpy() / 3.6e9
    lat, lon, ids = (table[c].to_numpy() for c in ("lat", "lon", "position_id"))
    return {int(h): Trail(*(c[hull == h] for c in (hour, lat, lon, ids))) for h in np.unique(hull)}
