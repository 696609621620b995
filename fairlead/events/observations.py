"""Observations: sightings set in place, time and identity, as far as their words allow and no further.

What is known only in words stays in words: no point is put where a source named none. A position derived from a place
says so and carries that place's error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from math import radians, sin
from typing import Annotated, Any

import pyarrow as pa

from fairlead.base.bounds import Within, check_fields
from fairlead.base.decisions import standing
from fairlead.base.doubted import doubts_of, names_in_doubt
from fairlead.base.from_look import LookIds, Taken, fill_from_looks
from fairlead.base.geodesy import destination, distance_km
from fairlead.base.hearsay import OUT_OF_VIEW, attests_nothing, is_negated
from fairlead.base.images import Images
from fairlead.base.in_view import Views
from fairlead.base.tables import (
    BEARERS,
    CANDIDATES,
    DECISIONS,
    FEATURES,
    LOOKS,
    MEASURED,
    OBSERVATIONS,
    PLACE_SETTINGS,
    PLACES,
    PORT_CALLS,
    SCENES,
    SIGHTINGS,
)
from fairlead.base.timeline import NOT_UNDERSTOOD, Moment, read_moment, say_span
from fairlead.base.units import KM_PER_ARC_MINUTE
from fairlead.base.wording import say_list
from fairlead.base.zones import ONE_ZONE_COUNTRIES
from fairlead.errors import SchemaError
from fairlead.events.described import Described
from fairlead.events.gazetteer import ANCHORAGE_KM, NOWHERE, OFF_KM, Gazetteer, Spot
from fairlead.events.members import find_named_members
from fairlead.events.track_calls import observe_calls

METHODS = (
    ("image", re.compile(r"satellite|\bimag|planet|airbus|maxar|sentinel|landsat|\bsar\b", re.IGNORECASE)),
    ("ais", re.compile(r"\bais\b|marinetraffic", re.IGNORECASE)),
    ("photograph", re.compile(r"photo", re.IGNORECASE)),
    ("document", re.compile(r"document|papers?\b|records?\b|inspection|certificate", re.IGNORECASE)),
)
"""Ways of knowing by the words they are written in; of several the first counts, since an image shows the ship."""

_DERIVED = re.compile(r"deriv|bearing|distance", re.IGNORECASE)
_POINT_OF_PLACE = re.compile(r"point", re.IGNORECASE)

IN_AN_IMAGE = frozenset({"image", "photograph", "other"})
"""Methods by which a sighting that names a look may have been made in that look's image."""

CARRIED = (
    "sighting_id", "label", "event", "observed_by", "hulls", "members", "out_of", "lengths_m", "grade", "place_words",
    "look", "berth",
)  # fmt: skip
"""Columns an observation takes over from its sighting."""


@dataclass(frozen=True, slots=True)
class ObservationParams:
    """How far words of place may lie from the truth."""

    bearing_error_deg: Annotated[float, Within(0, 180)] = 11.25
    """Half the sector of one of sixteen winds (360 / 32): "south-west" is taken to mean SW rather than SSW or WSW."""
    near_km: Annotated[float, Within(0, 500)] = 25.0
    """Radius of "near" or "off" a place without a distance, our judgement: a roadstead or the approach to it."""
    off_km: Annotated[float, Within(0, 500)] = OFF_KM
    """Farthest stated distance that is still "off" a place, where a ship may lie to load: moorings before a terminal
    are within it, the next port is not (Vostochny and Nakhodka are 17 km apart). Our judgement."""
    anchorage_km: Annotated[float, Within(0, 500)] = ANCHORAGE_KM
    """The same where the words name the place's own anchorage or roads, which lie farther out. Our judgement."""
    unstated_error_km: Annotated[float, Within(0, 500)] = 5.0
    """Error of a point whose error nobody states; places from memory in the bundled case are good to 3 to 5 km."""
    contradiction_km: Annotated[float, Within(0, 20_100)] = 1000.0
    """A stated position farther than this from the stated place contradicts it: over two days' sailing at 10 kn."""
    swapped_km: Annotated[float, Within(0, 20_100)] = 100.0
    """Where latitude and longitude, exchanged, come within this of the place, they were swapped."""

    member_within: Annotated[timedelta, Within(timedelta(0), timedelta(days=60))] = timedelta(hours=48)
    """How far from a group's dates a sighting of a ship that the group's words name may lie and be the ship meant: as
    far apart as two reports of one stay (``stays.one_stay``)."""

    unstated_precision_km: Annotated[float, Within(0, 200)] = KM_PER_ARC_MINUTE
    """Error of a place's point that states none, where it is held against the edge of an image: as in ``watches``."""
    ais_error_km: Annotated[float, Within(0, 100)] = 2.0
    """Error of the mean position of a port call: berths and roads of one port lie about this far apart. Ours."""

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class _Position:
    lat: float | None
    lon: float | None
    radius_km: float | None
    basis: str
    remark: str | None = None


IN_WORDS = _Position(None, None, None, "words only")


def place_sightings(
    sightings: pa.Table,
    candidates: pa.Table,
    places: pa.Table,
    place_settings: pa.Table,
    decisions: pa.Table,
    port_calls: pa.Table,
    bearers: pa.Table,
    looks: pa.Table | None = None,
    scenes: pa.Table | None = None,
    measured: pa.Table | None = None,
    features: pa.Table | None = None,
    params: ObservationParams = ObservationParams(),
) -> pa.Table:
    """Set each sighting in place, time and identity; beside them the port calls that AIS shows of the case's vessels.

    Args:
        sightings: SIGHTINGS, any order.
        candidates: CANDIDATES; the settled one of a sighting is its vessel.
        places: PLACES, the gazetteer of the case.
        place_settings: PLACE_SETTINGS; time zones here go before those of ``places``.
        decisions: DECISIONS; a standing reject about a sighting, or about a port call, alone leaves it out.
        port_calls: PORT_CALLS; those of a vessel of the case at a place of the case give moments of presence.
        bearers: BEARERS, which segment is of which vessel.
        looks: LOOKS; a sighting that names one and states no place, or no date, has the look's.
        scenes: SCENES; the time of a look is that of its scene.
        measured: MEASURED; lengths and beams of sightings, which tell one ship from another.
        features: FEATURES of sightings, likewise.

    Returns:
        OBSERVATIONS, one row a sighting that was not rejected and whose time is known, and two or more a port call.
        What was taken from a look is said in the words. The looks a sighting names, and their scenes, are among its
        sources, and so are its measures and features. One in a look whose image cannot show the place, or the position
        that it states, has the method *image out of view*, which attests nothing.

        Times are UTC and never more precise than the words;
        ``zone_basis`` says where the zone came from. Positions are the stated one, else the place's point with its
        error, else the point at the stated distance and direction, else none.

    Raises:
        SchemaError: a table lacks a column, has nulls where none may be, or holds a date or zone that does not exist.

    Limits:
        Words of place are read in English. A position that contradicts its place is kept and marked; where its
        coordinates were plainly swapped, the place is used instead, and marked.
    """
    gazetteer = PLACES.check(places).to_pylist()
    looked = LOOKS.check(looks).to_pylist() if looks is not None else []
    imaged = SCENES.check(scenes).to_pylist() if scenes is not None else []
    described = Described(
        MEASURED.check(measured).to_pylist() if measured is not None else (),
        FEATURES.check(features).to_pylist() if features is not None else (),
        looked,
        imaged,
    )
    rows, taken = fill_from_looks(SIGHTINGS.check(sightings).to_pylist(), looked, imaged, gazetteer)
    look_ids, images = LookIds(looked, imaged), Images(looked, imaged)
    views = Views(looked, imaged, gazetteer, params.unstated_precision_km)
    rows = [r for r in rows if r["date_start"] is not None]
    calls = PORT_CALLS.check(port_calls).sort_by("port_call_id").to_pylist()
    ids = {r["sighting_id"] for r in rows} | {c["port_call_id"] for c in calls}
    rejected = _rejected(DECISIONS.check(decisions).to_pylist(), ids)
    told = ["sighting_id", "candidate_id", "vessel_id", "rank", "weight_frac", "is_settled", "against"]
    weighed = CANDIDATES.check(candidates).select(told).sort_by("rank").to_pylist()
    settled = {c["sighting_id"]: c for c in weighed if c["is_settled"]}
    against = {c["sighting_id"]: c["against"] for c in reversed(weighed) if c["against"]}
    against |= {s: c["against"] for s, c in settled.items()}
    by_people = {s for s, c in settled.items() if c["weight_frac"] == 1.0}
    reader = _Reader(gazetteer, PLACE_SETTINGS.check(place_settings).to_pylist(), params)
    kept = sorted((r for r in rows if r["sighting_id"] not in rejected), key=lambda r: str(r["sighting_id"]))
    made = [reader.observe(r, settled.get(r["sighting_id"]), taken.get(r["sighting_id"])) for r in kept]
    for row, sighting in zip(made, kept, strict=True):
        sizes, rows_of_it = described.of(sighting)
        further = [*look_ids.of(sighting), *rows_of_it]
        doubt = None if row["sighting_id"] in by_people else _doubt(sighting, against.get(row["sighting_id"]))
        row |= sizes | {"identity_doubt": doubt, "image": images.of(sighting)}
        row |= {"sources": list(dict.fromkeys([*row["sources"], *further]))}
        if row["method"] in IN_AN_IMAGE and (unseen := views.missing(row)):
            row |= {"method": OUT_OF_VIEW, "words": f"{row['words'].removesuffix('.')}; {unseen}."}
    find_named_members(
        made, {r["sighting_id"]: r["vessel_name"] for r in kept if r["vessel_name"]}, params.member_within
    )
    calls = [c for c in calls if c["port_call_id"] not in rejected]
    by_ais = observe_calls(calls, BEARERS.check(bearers).to_pylist(), gazetteer, params.ais_error_km)
    return OBSERVATIONS.from_rows([*made, *by_ais])


class _Reader:
    """Reads words of place and time against the places of the case, each distinct text once."""

    def __init__(self, places: list[dict[str, Any]], settings: list[dict[str, Any]], params: ObservationParams) -> None:
        self.params = params
        self.places = {p["place_id"]: p for p in places}
        self.set_zones = {s["place"]: s["time_zone"] for s in settings}
        self.gazetteer = Gazetteer(sorted(places, key=lambda p: str(p["place_id"])), params.off_km, params.anchorage_km)
        self.spots: dict[str, Spot] = {}
        self.moments: dict[tuple[str | None, ...], Moment] = {}

    def observe(self, s: dict[str, Any], settled: dict[str, Any] | None, taken: Taken | None) -> dict[str, Any]:
        """The observation of one sighting; what it ``taken`` from its look needs no reading."""
        spot = Spot("at", taken.place["place_id"]) if taken and taken.place else self._spot(s["place_words"])
        place = self.places[spot.place_id] if spot.place_id else None
        if taken and taken.span:
            moment, zone_source = Moment(taken.span, "UTC", taken.zone_basis, taken.span.start == taken.span.end), None
        else:
            moment, zone_source = self._moment(s, place)
        position = self._position(s, spot, place)
        remarks = (s["zone_words"], s["source_kind"], s["position_method"])
        nothing = attests_nothing(s["vessel_words"], s["method"], s["confidence"], s["event"], remarks)
        method = nothing or _method(s["method"])
        ship = _negated_words(s["vessel_words"]) or s["vessel_name"] or _unbracketed(s["vessel_words"].strip())
        sources = [s["sighting_id"], settled and settled["candidate_id"], spot.place_id, zone_source]
        sources += taken.sources if taken else ()
        remark = "; ".join(filter(None, [_say_taken(taken), position.remark or spot.remark])) or None
        return {c: s[c] for c in CARRIED} | {
            "vessel_id": settled["vessel_id"] if settled else None,
            "ship_words": ship or "unnamed ship",
            "method": method,
            "place_id": spot.place_id,
            "relation": spot.relation,
            "lat": position.lat,
            "lon": position.lon,
            "radius_km": position.radius_km,
            "position_basis": position.basis,
            "start_time": moment.span.start,
            "end_time": moment.span.end,
            "is_instant": moment.is_instant,
            "zone": moment.zone,
            "zone_basis": moment.zone_basis,
            "words": _say(s, ship or "unnamed ship", settled is not None, moment, remark),
            "sources": [x for x in sources if x],
        }

    def _spot(self, words: str | None) -> Spot:
        if words is None:
            return NOWHERE
        if words not in self.spots:
            self.spots[words] = self.gazetteer.read(words)
        return self.spots[words]

    def _moment(self, s: dict[str, Any], place: dict[str, Any] | None) -> tuple[Moment, str | None]:
        """When it was, and the setting its zone came from, if any."""
        zone = self._zone(place)
        key = (s["date_start"], s["date_end"], s["time_local"], s["zone_words"], zone)
        if key not in self.moments:
            try:
                self.moments[key] = read_moment(*key)
            except ValueError as e:
                raise SchemaError(f"sightings: {s['label']}: {e}") from e
        moment = self.moments[key]
        is_set = moment.zone_basis == "port" and place is not None and place["label"] in self.set_zones
        return moment, f"place_setting:{place['label']}" if is_set and place else None

    def _zone(self, place: dict[str, Any] | None) -> str | None:
        """Local time at a place: as set for the case, as the place's row gives it, or its country's one zone."""
        if place is None:
            return None
        set_zone = self.set_zones.get(place["label"])
        return set_zone or place["time_zone"] or ONE_ZONE_COUNTRIES.get(place["country"] or "")

    def _position(self, s: dict[str, Any], spot: Spot, place: dict[str, Any] | None) -> _Position:
        by_place = self._by_place(spot, place, s["position_uncertainty_km"]) if place else IN_WORDS
        if s["lat"] is None or s["lon"] is None:
            return by_place
        lat, lon, how = s["lat"], s["lon"], s["position_method"] or ""
        basis = "stated"
        if _DERIVED.search(how):
            basis = "distance and bearing from a place"
        elif _POINT_OF_PLACE.search(how):
            basis = "place point"
        error = s["position_uncertainty_km"]
        stated = _Position(lat, lon, self.params.unstated_error_km if error is None else error, basis)
        return self._checked(stated, by_place, place) if place and place["lat"] is not None else stated

    def _by_place(self, spot: Spot, place: dict[str, Any], stated_error_km: float | None) -> _Position:
        """The position that words and a place's point give together."""
        lat, lon = place["lat"], place["lon"]
        if lat is None or lon is None:
            return IN_WORDS
        p = self.params
        error = p.unstated_error_km if place["precision_km"] is None else place["precision_km"]
        if spot.away_high_km is None or spot.away_low_km is None:
            if spot.bearing_deg is not None:
                return IN_WORDS  # a direction without a distance reaches from the pier to the horizon and beyond
            reach = p.near_km if spot.relation == "near" else 0.0
            return _Position(lat, lon, error + reach, "place point")
        if spot.bearing_deg is None:
            return _Position(lat, lon, max(error + spot.away_high_km, stated_error_km or 0.0), "place point")
        middle = (spot.away_low_km + spot.away_high_km) / 2
        # A wrong direction moves the point along a chord; a wrong distance along the direction.
        chord = 2 * spot.away_high_km * sin(radians(p.bearing_error_deg) / 2)
        error += chord + spot.away_high_km - middle
        at = destination(lat, lon, spot.bearing_deg, middle)
        return _Position(*at, max(error, stated_error_km or 0.0), "distance and bearing from a place")

    def _checked(self, stated: _Position, by_place: _Position, place: dict[str, Any]) -> _Position:
        """A stated position held against the stated place: kept, kept and marked, or seen to be swapped."""
        lat, lon = stated.lat or 0.0, stated.lon or 0.0
        apart = distance_km(lat, lon, place["lat"], place["lon"])
        if apart <= self.params.contradiction_km:
            return stated
        said = f"the stated position lies {apart:,.0f} km from {place['name']}"
        if abs(lon) <= 90 and distance_km(lon, lat, place["lat"], place["lon"]) <= self.params.swapped_km:
            remark = f"{said}; latitude and longitude look swapped, so the place is used"
            return _Position(by_place.lat, by_place.lon, by_place.radius_km, by_place.basis, remark)
        return _Position(stated.lat, stated.lon, stated.radius_km, stated.basis, f"{said}: one of the two is wrong")


def _doubt(sighting: dict[str, Any], against: str | None) -> str | None:
    """Why it may not be the ship that is named, where one is."""
    is_named = sighting["vessel_name"] is not None or names_in_doubt(sighting["vessel_words"]) is not None
    said = doubts_of(sighting).words if is_named else ""
    return "; ".join(filter(None, (said and f"which ship it was is left in doubt: {said}", against))) or None


def _say_taken(taken: Taken | None) -> str | None:
    if taken is None:
        return None
    what = [name for name, it in (("place", taken.place), ("berth", taken.berth), ("time", taken.span)) if it]
    return f"{say_list(what)} as of its look {taken.look}"


def _rejected(decisions: list[dict[str, Any]], sighting_ids: set[str]) -> set[str]:
    """Sightings whose latest standing decision, about them alone, is a rejection."""
    latest: dict[str, str] = {}
    for d in standing(decisions):
        if len(d["about"]) == 1 and d["about"][0] in sighting_ids:
            latest[d["about"][0]] = d["verdict"]
    return {sighting_id for sighting_id, verdict in latest.items() if verdict == "reject"}


def _negated_words(words: str) -> str:
    """``Chon Ma San, not seen`` of a name whose brackets negate it; blank where they do not."""
    return ", ".join(p.strip() for p in re.split(r"[()]", words) if p.strip()) if is_negated(words) else ""


def _unbracketed(words: str) -> str:
    """A description without the brackets around it; a remark behind a name keeps its own."""
    return words.removeprefix("(").removesuffix(")").strip() if words.startswith("(") else words


def _method(words: str) -> str:
    return next((name for name, pattern in METHODS if pattern.search(words)), "other")


ZONE_REMARKS = {
    "stated": "stated in {zone}",
    "port": "local time at the port, {zone}",
    "assumed": "zone assumed, {zone}",
    "not stated": "zone not stated, read as {zone}",
    NOT_UNDERSTOOD: "zone stated, not understood: {zone!r}; any zone allowed for",
}
"""What is said of a time's zone, by its basis."""


ABBREVIATIONS = {"ais": "AIS", "sts": "STS"}
"""Words of event names that are written in capitals."""


def _say(s: dict[str, Any], ship: str, is_settled: bool, moment: Moment, remark: str | None) -> str:
    """``Yu Son: port call, Vostochny; 1 Apr 2024 (zone not stated, read as UTC); Yomiuri, satellite image.``"""
    known = "" if is_settled or s["vessel_name"] is None else " (which ship is not settled)"
    where = s["place_words"] or "place not stated"
    zone = ZONE_REMARKS[moment.zone_basis].format(zone=moment.zone)
    if moment.zone == "any":
        zone = f"{s['time_local']} in a zone not stated; any zone allowed for"
    when = f"{say_span(moment.span.start, moment.span.end)} ({zone})"
    event = " ".join(ABBREVIATIONS.get(word, word) for word in s["event"].split("_"))
    text = f"{ship}{known}: {event}, {where}; {when}; {s['observed_by']}, {s['method']}"
    return f"{text}; {remark}." if remark else f"{text}."
