"""Golden cases whose input is a hand-written observations.csv: what the sightings say, set in UTC by hand."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from fairlead.base.tables import OBSERVATIONS, PLACES

POINTS = {  # examples/dprk-oil-2024/places.csv
    "Vostochny": (42.750, 133.083, "RU"), "Nakhodka": (42.800, 132.883, "RU"), "Nampo": (38.717, 125.400, "KP"),
    "Chongjin": (41.77, 129.82, "KP"), "Rajin": (42.233, 130.300, "KP"), "Dunay": (42.88, 132.33, "RU"),
    "Ulleungdo": (37.50, 130.87, "KR"), "Tikhoretsk": (None, None, "RU"),
}  # fmt: skip


def instant(text):
    return datetime.fromisoformat(text)


def read(folder: Path):
    """OBSERVATIONS rows of a golden folder; vessels and places go by their names, sightings by their labels."""
    rows = []
    with (folder / "observations.csv").open(encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f):
            start = instant(r["start"])
            end = instant(r["end"]) if r["end"] else start
            rows.append(
                {
                    "sighting_id": f"sighting:{r['label']}",
                    "label": r["label"],
                    "vessel_id": f"vessel:{r['vessel']}" if r["vessel"] else None,
                    "ship_words": r["ship_words"] or r["vessel"],
                    "event": r["event"],
                    "method": r["method"],
                    "observed_by": "golden",
                    "hulls": int(r["hulls"] or 1),
                    "members": r["members"].split(),
                    "out_of": int(r["out_of"]) if r["out_of"] else None,
                    "lengths_m": [],
                    "place_id": f"place:{r['place']}" if r["place"] else None,
                    "relation": r["relation"],
                    "place_words": r["place_words"],
                    "lat": float(r["lat"]) if r["lat"] else None,
                    "lon": float(r["lon"]) if r["lon"] else None,
                    "radius_km": float(r["radius_km"]) if r["radius_km"] else None,
                    "position_basis": "stated" if r["lat"] else "words only",
                    "start_time": start,
                    "end_time": end,
                    "is_instant": start == end,
                    "zone": "UTC",
                    "zone_basis": r["zone_basis"] or "not stated",
                    "grade": r["grade"],
                    "words": r["label"],
                    "sources": [f"sighting:{r['label']}"],
                }
            )
    return OBSERVATIONS.from_rows(rows)


@pytest.fixture(scope="session")
def places():
    return PLACES.from_rows(
        {
            "place_id": f"place:{name}", "label": name, "name": name, "other_names": [], "country": country,
            "place_kind": "port", "lat": lat, "lon": lon, "evidence_id": "evidence:golden", "row": 2,
        }
        for name, (lat, lon, country) in POINTS.items()
    )  # fmt: skip


@pytest.fixture(scope="module")
def observations(request):
    return read(Path(request.path).parent)
