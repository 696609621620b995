"""Small builders: a place, a scene, looks at it, and what was sighted there."""

from datetime import UTC, datetime, timedelta

import pytest

from fairlead.base.tables import LOOKS, OBSERVATIONS, PLACES, SCENES

T = datetime(2024, 3, 1, tzinfo=UTC)
AT = {"evidence_id": "e", "row": 2}
SQUARE = "POLYGON ((132 42, 134 42, 134 44, 132 44))"


class Small:
    """Rows with what does not matter filled in."""

    T = T

    @staticmethod
    def place(label="P1", name="Ayport", lat=43.0, lon=133.0, **more):
        made = {"place_id": f"place:{label}", "label": label, "name": name, "other_names": [], "place_kind": "port"}
        return made | {"lat": lat, "lon": lon, "precision_km": 1.0, **AT} | more

    @staticmethod
    def scene(label="I1", day=0.0, hours=0.0, **more):
        start = T + timedelta(days=day)
        made = {"scene_id": f"scene:{label}", "label": label, "sensor": "optical", "zone_basis": "stated"}
        span = {"start_time": start, "end_time": start + timedelta(hours=hours)}
        return made | span | {"footprint": SQUARE, "gsd_m": 0.5, **AT} | more

    @staticmethod
    def look(label="L1", scene="I1", result="empty", analyst="Ann", **more):
        made = {"look_id": f"look:{label}{analyst}", "label": label, "scene": scene, "result": result}
        return made | {"analyst": analyst, "place_words": "P1", "is_cued": False, **AT} | more

    @staticmethod
    def sighting(n=1, day=0.0, look=None, hulls=1, **more):
        """An observation: an image of the place, at a time known to the instant."""
        start = T + timedelta(days=day)
        return {
            "sighting_id": f"sighting:{n}", "label": f"S{n}", "ship_words": "Alder", "event": "port_call",
            "method": "image", "observed_by": "A watcher", "hulls": hulls, "members": [], "lengths_m": [],
            "place_id": "place:P1", "relation": "at", "position_basis": "place point", "start_time": start,
            "end_time": start, "is_instant": True, "zone": "UTC", "zone_basis": "stated", "look": look, "words": "w",
            "sources": [f"sighting:{n}"],
        } | more  # fmt: skip

    @staticmethod
    def tables(seen=(), looks=(), scenes=None, places=None):
        return (
            OBSERVATIONS.from_rows(seen),
            LOOKS.from_rows(looks),
            SCENES.from_rows([Small.scene()] if scenes is None else scenes),
            PLACES.from_rows([Small.place()] if places is None else places),
        )


@pytest.fixture
def small():
    return Small
