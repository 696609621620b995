# ruff: noqa: E501 - rows of tables, one a line
"""A small case by hand (coal from one port to another: two ships, three trips, one cap), and the bundled case as run."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from fairlead.base.tables import TABLES

EXAMPLE = Path(__file__).parents[2] / "examples" / "dprk-oil-2024"


def day(month, d, hour=0):
    return datetime(2024, month, d, hour, tzinfo=UTC)


def sighting(n, vessel, start, place="Alpha", **more):
    return {
        "sighting_id": f"sighting:{n:016x}", "label": f"S{n:02d}", "vessel_words": vessel, "vessel_name": vessel,
        "event": "port_call", "hulls": 1, "members": [], "lengths_m": [], "date_start": f"{start:%Y-%m-%d}",
        "place_words": place, "observed_by": "a person", "method": "satellite image", "reported_date": "2024-06-01",
        "reported_by": "a paper", "source_url": "https://example.org/a?b=1&c=2", "evidence_id": "evidence:e1", "row": n + 1,
    } | more  # fmt: skip


def observation(n, vessel_id, vessel, start, **more):
    return {
        "sighting_id": f"sighting:{n:016x}", "label": f"S{n:02d}", "vessel_id": vessel_id, "ship_words": vessel,
        "event": "port_call", "method": "image", "observed_by": "a person", "hulls": 1, "members": [], "lengths_m": [],
        "place_id": "place:a", "relation": "at", "lat": 10.0, "lon": 20.0, "radius_km": 2.0, "place_words": "Alpha",
        "position_basis": "place point", "start_time": start, "end_time": start, "is_instant": True, "zone": "UTC",
        "zone_basis": "stated", "words": f"{vessel} at Alpha.", "sources": [],
    } | more  # fmt: skip


def stay(n, vessel_id, vessel, start, **more):
    return {
        "stay_id": f"stay:{n:016x}", "place_id": "place:a", "vessel_id": vessel_id, "hull": vessel_id,
        "hull_words": vessel, "arrival_latest": start, "departure_earliest": start, "seen_from": start, "seen_until": start, "is_alongside": True,
        "is_group": False, "method": "image", "status": "documented", "words": f"{vessel} was at Alpha.",
        "sources": [f"sighting:{n:016x}"],
    } | more  # fmt: skip


def trip(n, vessel_id, vessel, start, **more):
    return {
        "trip_id": f"trip:{n:016x}", "question": "coal", "vessel_id": vessel_id, "hull": vessel_id,
        "hull_words": vessel, "load_place_id": "place:a", "load_stay_id": f"stay:{n:016x}", "start_time": start,
        "end_time": start, "is_counted": True, "calls_min": 1, "calls_max": 1, "is_listed": False,
        "status": "documented", "words": f"{vessel}, at Alpha.", "sources": [f"stay:{n:016x}"],
    } | more  # fmt: skip


def cap_row(basis, assumption, amount, **more):
    return {
        "cap_status_id": f"cap_status:{basis}{assumption}", "question": "coal", "rule": "R1", "period_start": day(1, 1),
        "period_end": datetime(2025, 1, 1, tzinfo=UTC), "unit": "tonne", "limit": 1000.0, "basis": basis,
        "assumption": assumption, "amount": amount, "is_over": amount > 1000, "dots": [], "status": "estimated",
        "words": f"{basis} {assumption}", "sources": ["measure:1"],
    } | more  # fmt: skip


def make_tables(name="Anna"):
    """The small case; ``name`` is the name of its first ship."""
    place = {"place_kind": "port", "other_names": [], "evidence_id": "evidence:e1"}
    rows = {
        "evidence": [{
            "evidence_id": "evidence:e1", "sha256": "ab" * 32, "name": "sightings.csv", "kind": "sightings", "bytes": 10,
            "added_at": day(7, 1), "added_by": "me", "rows_in": 4, "rows_kept": 4, "rows_rejected": 0,
        }],
        "places": [
            {"place_id": "place:a", "label": "P1", "name": "Alpha", "lat": 10.0, "lon": 20.0, "precision_km": 2.0, "row": 2, **place},
            {"place_id": "place:b", "label": "P2", "name": "Beta", "lat": 12.0, "lon": 24.0, "precision_km": 2.0, "row": 3, **place},
        ],
        "questions": [{
            "question": "coal", "ordinal": 0, "text": "How much coal did they carry?", "period_start": day(1, 1),
            "period_end": datetime(2025, 1, 1, tzinfo=UTC), "from_party": "AA", "to_party": "BB", "commodity": "coal",
            "item_words": ["coal"], "carrier": "ship", "unit": "tonne", "ship_types": [], "flags": [], "vessels": [],
            "cap": "R1", "rules": [], "per_call": [], "capacity": "dwt", "estimate_from": "documented",
            "evidence_id": "evidence:e1", "row": 1,
        }],
        "question_places": [
            {"question": "coal", "place": "P1", "role": "load", "evidence_id": "evidence:e1", "row": 1},
            {"question": "coal", "place": "P2", "role": "discharge", "evidence_id": "evidence:e1", "row": 1},
        ],
        "sightings": [
            sighting(1, name, day(2, 1)), sighting(2, "Bella", day(3, 1)), sighting(3, name, day(4, 1)),
            sighting(4, name, day(4, 3), event="ais_reappears", method="AIS"),
        ],
        "vessels": [
            {"vessel_id": "vessel:a", "label": "V1", "name": name, "names": [name, "Anya"], "sources": ["sighting:" + "0" * 15 + "1"]},
            {"vessel_id": "vessel:b", "name": "Bella", "names": ["Bella"], "sources": ["sighting:" + "0" * 15 + "2"]},
        ],
        "observations": [
            observation(1, "vessel:a", name, day(2, 1)), observation(2, "vessel:b", "Bella", day(3, 1)),
            observation(3, "vessel:a", name, day(4, 1), method="ais"),
            observation(4, "vessel:a", name, day(4, 3), method="ais", place_id=None, relation="none", lat=11.0, lon=22.0),
        ],
        "sighting_gaps": [{
            "gap_id": "gap:1", "vessel_id": "vessel:a", "start_earliest": day(4, 1), "start_latest": day(4, 1),
            "end_earliest": day(4, 3), "end_latest": day(4, 3), "min_h": 48.0, "max_h": 48.0, "start_lat": 10.0,
            "start_lon": 20.0, "end_lat": 11.0, "end_lon": 22.0, "distance_km": 245.6, "distance_error_km": 4.0,
            "sailing_min_h": 13.3, "sailing_max_h": 16.6, "unseen_min_h": 31.4, "unseen_max_h": 34.7,
            "place_id": "place:a", "status": "documented", "words": "Silent two days.",
            "sources": ["sighting:" + "0" * 15 + "3"],
        }],
        "stays": [
            stay(1, "vessel:a", name, day(2, 1)), stay(2, "vessel:b", "Bella", day(3, 1)),
            stay(3, "vessel:a", name, day(4, 1), status="inferred", is_alongside=False),
        ],
        "watches": [{
            "watch_id": "watch:1", "place_id": "place:a", "start_time": day(2, 1), "end_time": day(2, 2),
            "is_day_known": True, "method": "image", "is_cued": True, "words": "A look.", "sources": [],
        }],
        "coverage": [{
            "question": "coal", "place_id": "place:a", "role": "load", "days_total": 366, "days_watched": 1,
            "days_maybe": 0, "days_unwatched": 365, "longest_start": day(2, 2),
            "longest_end": datetime(2025, 1, 1, tzinfo=UTC), "longest_d": 334, "words": "One day.", "sources": ["watch:1"],
        }],
        "trips": [
            trip(1, "vessel:a", name, day(2, 1)), trip(2, "vessel:b", "Bella", day(3, 1)),
            trip(3, "vessel:a", name, day(4, 1), status="inferred"),
            trip(4, "vessel:b", "Bella", day(5, 1), status="possible", is_counted=False, load_stay_id=None,
                 sources=["sighting:" + "0" * 15 + "2"]),
        ],
        "alternatives": [{
            "alternative_id": "alternative:1", "question": "coal", "kind": "same_hull",
            "trip_ids": ["trip:" + "0" * 15 + "1", "trip:" + "0" * 15 + "2"], "effect": -1, "chance_frac": 0.1,
            "words": "They may be one ship.", "sources": ["trip:" + "0" * 15 + "1"],
        }],
        "trip_estimates": [
            {"estimate_id": "estimate:d", "question": "coal", "basis": "documented", "count": 3.0, "dots": [],
             "vessels": 2, "status": "documented", "words": "3 trips counted.",
             "sources": ["trip:" + "0" * 15 + str(n) for n in (1, 2, 3)]},
            {"estimate_id": "estimate:a", "question": "coal", "basis": "after_doubt", "p05": 2.0, "p50": 3.0, "p95": 3.0,
             "least": 2.0, "most": 3.0,
             "dots": [], "status": "documented", "words": "After doubt.", "sources": ["alternative:1"]},
        ],
        "legal_measures": [{
            "legal_measure_id": "measure:1", "label": "R1", "instrument": "Treaty", "paragraph": "7",
            "measure_kind": "cap", "is_cap": True, "item": "coal", "limit_value": 1000.0, "limit_unit": "tonne",
            "alert_levels_pct": [75.0, 90.0], "evidence_id": "evidence:e1", "row": 5,
        }],
        "cap_status": [
            cap_row("documented", "third", 400.0, load_share_frac=1 / 3), cap_row("documented", "half", 600.0, load_share_frac=0.5),
            cap_row("documented", "most", 1080.0, load_share_frac=0.9),
            cap_row("documented", "drawn", 700.0, amount_p05=500.0, amount_p95=1100.0, p_over=0.1,
                    dots=[500.0 + 12 * i for i in range(50)]),
        ],
        "findings": [{
            "finding_id": "finding:1", "label": "F1", "question": "coal", "kind": "cap", "headline": "It depends.", "text": "It depends on the load.",
            "rule": "R1", "rule_words": "Treaty para 7", "likelihood": "very unlikely", "chance_frac": 0.1,
            "confidence": "low", "confidence_words": "Three looks.", "limits": ["A call is not a load."],
            "status": "estimated", "sources": ["cap_status:documentedthird"],
        }],
    }  # fmt: skip
    return {table: TABLES[table].from_rows(r) for table, r in rows.items()}


META = {
    "title": "Coal, 2024", "case": "coal-case", "log_head": "cd" * 32, "log_count": 7,
    "run": {"number": 2, "version": "0.1.0", "started_at": "2024-07-02T10:00:00+00:00", "steps": []},
}  # fmt: skip


class Page(HTMLParser):
    """What a test asks of a page: its elements with their attributes, its ids, and its text."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.ids, self.words = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.ids += [v for k, v in attrs if k == "id"]

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.fixture
def small():
    return make_tables


@pytest.fixture
def meta():
    return dict(META)


@pytest.fixture
def page():
    return Page


@pytest.fixture(scope="session")
def bundled(tmp_path_factory):
    """The bundled case, run once: the folder's Case."""
    import fairlead

    folder = tmp_path_factory.mktemp("report") / "case"
    folder.mkdir()
    (folder / "case.toml").write_bytes((EXAMPLE / "case.toml").read_bytes())
    case = fairlead.new(folder)
    case.add(sorted(EXAMPLE.glob("*.csv")), by="test")
    case.run(by="test")
    return case
