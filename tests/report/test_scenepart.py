"""The part on detections: each with its verdict, and none called dark."""

from datetime import UTC, datetime

import pytest

from fairlead.base.tables import DETECTION_MATCHES, DETECTIONS
from fairlead.report.held import Held
from fairlead.report.notes import Notes
from fairlead.report.scenepart import detections_section
from fairlead.report.svg import SCREEN

WHEN = datetime(2024, 3, 7, 12, tzinfo=UTC)


def row(n, verdict, **more):
    base = dict.fromkeys(DETECTION_MATCHES.schema.names)
    return base | {
        "detection_match_id": f"detection_match:{n:016x}", "detection_id": f"detection:{n:016x}", "label": f"D{n}",
        "detector": "gfw", "scene": "I1", "time": WHEN, "lat": 59.0, "lon": 4.0, "verdict": verdict,
        "is_area_guessed": True, "is_exact": True, "words": f"{verdict}.", "sources": [f"detection:{n:016x}"], **more,
    }  # fmt: skip


@pytest.fixture(scope="module")
def section():
    rows = [
        row(1, "matched", mmsi=257000001, ship_name="ALDER <b>", p_match=0.98),
        row(2, "unmatched", p_unmatched_vessel=0.95),
        row(3, "unmatched", p_unmatched_vessel=0.91, place="P1", place_km=1.0),
        row(4, "not assessable", time=None, lat=None, lon=None, is_area_guessed=False),
    ]
    found = [dict.fromkeys(DETECTIONS.schema.names) | {
        "detection_id": r["detection_id"], "label": r["label"], "detector": "gfw", "evidence_id": "evidence:1",
        "row": 2,
    } for r in rows]  # fmt: skip
    held = Held({"detection_matches": DETECTION_MATCHES.from_rows(rows), "detections": DETECTIONS.from_rows(found)})
    return detections_section(held, Notes(held), {}, SCREEN, 700.0, 1)


def test_what_has_no_ship_near_a_place_of_the_case_comes_first(section):
    assert [r[0].text for r in section.blocks[2].rows] == ["D3", "D2", "D1", "D4"]
    assert section.blocks[2].rows[2][2].sub == "MMSI 257000001, ALDER <b>"
    assert (section.blocks[2].rows[3][1].text, section.blocks[2].rows[3][0].sub) == (
        "not known",
        "no place on the ground",
    )


def test_it_counts_by_verdict_and_says_what_that_cannot_show(section):
    lead, limits = ("".join(s.text for s in b.spans) for b in section.blocks[:2])
    assert lead.startswith("4 detections of 1 scene: 2 unmatched, 1 matched, 1 not assessable.")
    assert "Of 3 nothing tells how much water was searched" in lead
    assert "Unmatched is not dark" in limits


def test_a_case_without_detections_has_no_such_part():
    held = Held({})
    assert detections_section(held, Notes(held), {}, SCREEN, 700.0, 1) is None
