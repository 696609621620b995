"""Detection matches: which ship of the case's AIS each detection in an image may be, or none (:mod:`match`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.arrays import Floats, Ints, floats, ints, keys_of
from fairlead.base.ids import content_id, say_key
from fairlead.base.likelihood import say_percent
from fairlead.base.tables import BEARERS, DETECTION_MATCHES, DETECTIONS, PLACES, SCENE_FIXES, SEGMENTS
from fairlead.base.wording import say_many
from fairlead.imagery.match import Detected, Matches, MatchParams, Verdict, match
from fairlead.imagery.scene_fixes import US, Seen, scenes_of
from fairlead.imagery.whereabouts import Fixes, steps_m

Row = dict[str, Any]

SAID = {
    Verdict.MATCHED: "matched",
    Verdict.UNMATCHED: "unmatched",
    Verdict.NOT_HEARD_HERE: "no AIS coverage here",
    Verdict.CANNOT_TELL: "cannot tell",
}
NOT_ASSESSABLE = "not assessable"
UNMATCHED_LIMITS = (
    "It may be no vessel, a vessel that need not carry AIS, or one whose AIS nobody heard: this is not dark."
)
SD_M = 30.0
"""Position of a detection, where nothing says: a georeference of Sentinel-1 or -2 and half a ship."""
GOES_MPS = 6.0
"""A ship goes so fast (12 knots) while the time of a detection is not known to the second."""
NEAR_PLACE_KM = 10.0
"""Places farther off say nothing of what was detected."""
HEARD_NAMED = 3
"""Reports of ships heard nearby that a detection without a ship rests on, at most: of the nearest ships."""


@dataclass(frozen=True, slots=True)
class Hulls:
    """Ships of AIS, where two on one MMSI are two."""

    said: list[Row]
    """Of each what it sent: mmsi, name, imo, length_m."""
    number_of: dict[int, int]
    """Its number by the dense keys of its segments; noise has none."""

    @classmethod
    def of(cls, segments: pa.Table) -> Hulls:
        """The ships of SEGMENTS; of several segments the one with most reports says name, number and length."""
        columns = ["segment_id", "mmsi", "hull_no", "is_noise", "positions", "names", "imos", "length_m"]
        real = [s for s in segments.select(columns).sort_by("segment_id").to_pylist() if not s["is_noise"]]
        keys = keys_of(pa.array([s["segment_id"] for s in real], pa.string())).tolist()
        hulls: dict[tuple[int, int], Row] = {}
        number_of: dict[int, int] = {}
        for key, s in zip(keys, real, strict=True):
            hull = hulls.setdefault(
                (s["mmsi"], s["hull_no"]),
                {"number": len(hulls), "mmsi": s["mmsi"], "name": None, "imo": None, "length_m": None, "positions": 0},
            )
            number_of[key] = hull["number"]
            if s["positions"] > hull["positions"] or not hull["name"]:
                for into, value in (("name", s["names"]), ("imo", s["imos"])):
                    hull[into] = value[0] if value else hull[into]
                hull["length_m"] = s["length_m"] or hull["length_m"]
            hull["positions"] = max(hull["positions"], s["positions"])
        return cls(list(hulls.values()), number_of)

    def ships(self, segment_keys: Ints) -> Ints:
        """Number of the ship of each segment; -1 of noise."""
        if not len(segment_keys):
            return np.zeros(0, np.int64)
        keys, back = np.unique(segment_keys, return_inverse=True)
        found: Ints = np.array([self.number_of.get(k, -1) for k in keys.tolist()], np.int64)[back]
        return found

    @property
    def lengths(self) -> dict[int, float]:
        """Lengths by number, where they are known."""
        return {n: h["length_m"] for n, h in enumerate(self.said) if h["length_m"]}


def box_km2(lat: Floats, lon: Floats) -> float:
    """The box around what was found and five kilometres more, where nothing says what was searched."""
    high = (lat.max() - lat.min()) * 111.2 + 10
    east = (lon - lon[0] + 180.0) % 360.0 - 180.0
    wide = (east.max() - east.min()) * 111.2 * np.cos(np.radians(float(lat.mean()))) + 10
    return float(high * wide)


def match_detections(
    detections: pa.Table,
    scene_fixes: pa.Table,
    segments: pa.Table,
    bearers: pa.Table,
    places: pa.Table,
    params: MatchParams = MatchParams(),  # noqa: B008 - frozen
) -> pa.Table:
    """Match the detections of each scene to the ships of AIS that were around it.

    Args:
        detections: DETECTIONS of whole scenes, any order.
        scene_fixes: SCENE_FIXES of the case.
        segments: SEGMENTS of the case.
        bearers: BEARERS of the case: which vessel a ship of AIS is taken for.
        places: PLACES of the case.
        params: :class:`fairlead.imagery.match.MatchParams`.

    Returns:
        DETECTION_MATCHES, a row a detection.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Unmatched is not dark. Detections of one table in one image are matched together, of two tables apart: what both
        found is in both. Where a table does not say what was searched, the box around what was found stands for it.
    """
    detections = DETECTIONS.check(detections).sort_by("detection_id").combine_chunks()
    around = _Around.of(SCENE_FIXES.check(scene_fixes), SEGMENTS.check(segments), BEARERS.check(bearers))
    near = _nearest_places(detections, PLACES.check(places))
    names = dict(zip(places["label"].to_pylist(), places["name"].to_pylist(), strict=True))
    rows = detections.to_pylist()
    made: list[Row] = [
        {
            "detection_match_id": content_id("detection_match", r["detection_id"]),
            "detection_id": r["detection_id"], "label": r["label"], "detector": r["detector"], "scene": r["scene"],
            "lat": r["lat"], "lon": r["lon"], "said_mmsi": r["matched_mmsi"], "verdict": NOT_ASSESSABLE,
            "is_area_guessed": False, "is_exact": True, "sources": [r["detection_id"]],
            "words": f"Not assessable: {_why_not(r)}.", **place,
        }
        for r, place in zip(rows, near, strict=True)
    ]  # fmt: skip
    for scene in scenes_of(detections):
        for i, told in zip(scene.rows.tolist(), around.match(scene, detections, params), strict=True):
            told["sources"] = [*made[i]["sources"], *told["sources"]]
            made[i] |= told
            made[i]["words"] = _words(made[i], names, params)
    return DETECTION_MATCHES.from_rows(made)


def _why_not(row: Row) -> str:
    if row["lat"] is None:
        return "it lies in pixels of an image alone, and no place on the ground is told"
    if row["start_time"] is None:
        return "no time is known"
    return "its time is known to no better than an hour"


@dataclass(frozen=True, slots=True)
class _Around:
    """Reports around the scenes, in order of time."""

    hulls: Hulls
    ship: Ints
    time: Ints
    lat: Floats
    lon: Floats
    sog: Floats
    cog: Floats
    position: Ints
    segment: list[str]
    bearers: Mapping[str, Row]

    @classmethod
    def of(cls, fixes: pa.Table, segments: pa.Table, bearers: pa.Table) -> _Around:
        fixes = fixes.sort_by([("time", "ascending"), ("position_id", "ascending")]).combine_chunks()
        used = pc.is_in(segments["segment_id"], value_set=pc.unique(fixes["segment_id"]))
        hulls = Hulls.of(segments.filter(used))
        return cls(
            hulls, hulls.ships(keys_of(fixes["segment_id"])), ints(fixes, "time"), floats(fixes, "lat"),
            floats(fixes, "lon"), floats(fixes, "sog_kn"), floats(fixes, "cog_deg"), ints(fixes, "position_id"),
            fixes["segment_id"].to_pylist(), {b["segment_id"]: b for b in bearers.to_pylist()},
        )  # fmt: skip

    def match(self, scene: Seen, detections: pa.Table, params: MatchParams) -> list[Row]:
        """Of each detection of a scene what it may be."""
        reach = max(params.reach, params.heard_within) // US
        first, last = int(scene.time_us.min()), int(scene.time_us.max())
        at = np.arange(*np.searchsorted(self.time, (first - reach, last + reach + 1)))
        at = at[self.ship[at] >= 0]
        fixes = Fixes.of(self.ship[at], self.time[at], self.lat[at], self.lon[at], self.sog[at], self.cog[at])
        said = detections.take(pa.array(scene.rows))
        searched = floats(said, "searched_km2")
        is_guessed = not (searched > 0).any()
        area = box_km2(scene.lat, scene.lon) if is_guessed else float(np.nanmax(searched))
        detected = detected_of(scene, said)
        found = match(detected, fixes, area, params, length_m=self.hulls.lengths)
        is_stated = np.isfinite(floats(said, "vessel_frac"))
        return [
            {
                **self._row(found, i, scene, at, params), "area_km2": area, "is_area_guessed": is_guessed,
                # A detector that states no chance is matched as if each were a vessel; that is no finding of one.
                "p_unmatched_vessel": float(found.p_unmatched_vessel[i]) if is_stated[i] else None,
            }
            for i in range(len(scene.rows))
        ]  # fmt: skip

    def _row(self, found: Matches, i: int, scene: Seen, at: Ints, params: MatchParams) -> Row:
        time = int(scene.time_us[i])
        row: Row = {
            "time": time,
            "verdict": SAID[Verdict(int(found.verdict[i]))],
            **dict.fromkeys(("mmsi", "ship_name", "segment_id", "vessel_id", "away_m", "fix_min")),
            "p_match": float(found.p_match[i]),
            "p_runner_up": float(found.p_runner_up[i]),
            "p_unmatched": float(found.p_unmatched[i]),
            "ships_heard": int(found.heard[i]),
            "is_exact": bool(found.is_exact[i]),
            "sources": [],
        }
        if (other := int(found.runner_up[i])) >= 0:
            hull = self.hulls.said[other]
            row |= {"runner_up_mmsi": hull["mmsi"], "runner_up_name": hull["name"]}
        ship = int(found.ship[i])
        if ship < 0:
            row["sources"] = [say_key("position", int(self.position[k])) for k in self._heard(i, scene, at, params)]
            return row
        hull, mine = self.hulls.said[ship], at[self.ship[at] == ship]
        later = int(np.searchsorted(self.time[mine], time))
        around = [int(mine[k]) for k in (later - 1, later) if 0 <= k < len(mine)]
        nearest = min(around, key=lambda k: abs(int(self.time[k]) - time))
        segment = self.segment[nearest]
        bearer = self.bearers.get(segment)
        return row | {
            "mmsi": hull["mmsi"], "ship_name": hull["name"], "segment_id": segment,
            "vessel_id": bearer["vessel_id"] if bearer else None,
            "away_m": float(found.away_m[i]),
            "fix_min": abs(int(self.time[nearest]) - time) / 6e7,
            "sources": [
                *(say_key("position", int(self.position[k])) for k in around), segment,
                *([bearer["bearer_id"]] if bearer else []),
            ],
        }  # fmt: skip

    def _heard(self, i: int, scene: Seen, at: Ints, params: MatchParams) -> list[int]:
        """The reports of the nearest ships that tell that AIS was heard around a detection."""
        near = at[np.abs(self.time[at] - int(scene.time_us[i])) <= params.heard_within // US]
        e, n = steps_m(
            np.full(len(near), scene.lat[i]), np.full(len(near), scene.lon[i]), self.lat[near], self.lon[near]
        )
        away = np.hypot(e, n)
        named: dict[int, int] = {}
        for k in np.lexsort((self.position[near], away)).tolist():
            if away[k] > params.heard_km * 1000 or len(named) == HEARD_NAMED:
                break
            named.setdefault(int(self.ship[near[k]]), int(near[k]))
        return list(named.values())


def detected_of(scene: Seen, said: pa.Table) -> Detected:
    """Detections of a scene as the matching takes them."""
    bow, sd = floats(said, "heading_deg"), floats(said, "sd_m")
    sd = np.where(sd > 0, sd, SD_M)
    # A time that is sure to half a span alone: as far as a ship goes in it, its spread as of an even law.
    sd = np.hypot(sd, GOES_MPS * scene.half_s / np.sqrt(3))
    length, vessel = floats(said, "length_m"), floats(said, "vessel_frac")
    is_radar = np.array([s == "sar" for s in said["sensor"].to_pylist()], bool)
    shift = floats(said, "shift_s")
    return Detected.of(
        scene.time_us,
        scene.lat,
        scene.lon,
        sd,
        np.where(length > 0, length, np.nan),
        np.where(np.isfinite(bow), bow, floats(said, "axis_deg")),
        np.isfinite(bow),
        np.where(np.isfinite(vessel), vessel, 1.0),
        np.where(is_radar, floats(said, "flight_deg"), 0.0),
        np.where(is_radar, shift, 0.0),
    )


def _nearest_places(detections: pa.Table, places: pa.Table) -> list[Row]:
    """The nearest place of each detection, within reach."""
    known = places.filter(pc.is_valid(places["lat"])).sort_by("place_id").combine_chunks()
    labels = known["label"].to_pylist()
    lat, lon = floats(known, "lat"), floats(known, "lon")
    found: list[Row] = []
    for here in zip(detections["lat"].to_pylist(), detections["lon"].to_pylist(), strict=True):
        place: Row = {"place": None, "place_km": None}
        if here[0] is not None and len(labels):
            e, n = steps_m(np.full(len(lat), here[0]), np.full(len(lon), here[1]), lat, lon)
            km = np.hypot(e, n) / 1000
            k = int(np.argmin(km))
            if km[k] <= NEAR_PLACE_KM:
                place = {"place": labels[k], "place_km": float(km[k])}
        found.append(place)
    return found


def _words(row: Row, places: Mapping[str, str], params: MatchParams) -> str:
    at = f" {row['place_km']:.1f} km from {places[row['place']]} ({row['place']})." if row["place"] else ""
    heard = f"{say_many(row['ships_heard'], 'ship')} heard within {params.heard_km:g} km then"
    none = f"no ship of AIS at {say_percent(row['p_unmatched'])}"
    other = row.get("runner_up_mmsi")
    else_ = (
        f"; else {_ship(other, row['runner_up_name'])} at {say_percent(row['p_runner_up'])}"
        if other is not None and row["p_runner_up"] >= 0.01
        else ""
    )
    if row["verdict"] == SAID[Verdict.MATCHED]:
        said = (
            f"Matched to {_ship(row['mmsi'], row['ship_name'])} at {say_percent(row['p_match'])}, "
            f"{row['away_m']:,.0f} m from where it was looked for, its nearest report {row['fix_min']:.0f} min off"
            f"{else_}."
        )
    elif row["verdict"] == SAID[Verdict.UNMATCHED]:
        said = f"Unmatched: {none}, {heard}. {UNMATCHED_LIMITS}"
    elif row["verdict"] == SAID[Verdict.NOT_HEARD_HERE]:
        said = f"No AIS coverage here: {none}, {heard}. Nothing follows."
    else:
        who = f"{_ship(row['mmsi'], row['ship_name'])} at {say_percent(row['p_match'])}, " if row["mmsi"] else ""
        said = f"Cannot tell: {who}{none}{else_}."
    return said + at


def _ship(mmsi: int, name: str | None) -> str:
    return f"MMSI {mmsi:09d}" + (f" ({name})" if name else "")
