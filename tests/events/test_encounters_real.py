"""Encounters on real sets beside the repository: labelled events, and waters full of ships that meet nobody."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from fairlead import formats
from fairlead.base.tables import AREAS, PLACES, STATICS
from fairlead.case.landing import sort_positions
from fairlead.events.encounters import EncounterParams, pair_encounters
from fairlead.events.samples import SampleParams, sample_slow
from fairlead.formats.ais import read_reports
from fairlead.tracks.segments import cut_segments

DATA = Path(__file__).parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the shared data are not beside the repository")


def tracks_of(name):
    path = DATA / "ais" / "parquet" / f"{name}.parquet"
    batches = [b.positions for b in read_reports(path, path.name, "ais_parquet", "evidence:real")]
    return cut_segments(sort_positions(pa.concat_tables(batches).combine_chunks()), STATICS.empty())


def ports():
    path = DATA / "reference" / "ports" / "nga_wpi_pub150.csv"
    return formats.read(path, path.name, formats.sniff(path, path.name).kind, "evidence:ports").rows


def test_ships_that_pass_each_other_at_speed_are_no_encounters():
    tables = tracks_of("crexdata_aegean_proximity")
    samples = sample_slow(*tables, AREAS.empty(), PLACES.empty())
    assert pair_encounters(samples, tables[1], PLACES.empty(), AREAS.empty()).num_rows == 0


def test_where_any_speed_is_asked_nine_in_ten_labelled_events_are_found_at_their_time():
    tables = tracks_of("crexdata_aegean_proximity")
    fast = SampleParams(step=timedelta(minutes=1), slow_kn=100.0)
    samples = sample_slow(*tables, AREAS.empty(), PLACES.empty(), fast)
    short = EncounterParams(slow_kn=100.0, hours=0.0, stretch=timedelta(0), hole=timedelta(minutes=2))
    found = pair_encounters(samples, tables[1], PLACES.empty(), AREAS.empty(), short).to_pylist()
    with (DATA / "ais" / "labels" / "crexdata_aegean_proximity_events.csv").open(encoding="utf-8") as file:
        labels = list(csv.DictReader(file))
    hits, slack = 0, timedelta(minutes=10)
    for label in labels:
        at = datetime.fromtimestamp(int(label["t"]) / 1000, UTC)
        two = tuple(sorted((int(label["vessel_id1"]), int(label["vessel_id2"]))))
        hits += any(
            (e["mmsi"], e["other_mmsi"]) == two and e["start_time"] - slack <= at <= e["end_time"] + slack
            for e in found
        )
    assert len(labels) == 162
    assert hits >= 146
    assert len(found) <= 162 + 16


def test_the_queue_before_the_canal_is_in_port_not_at_sea():
    tables, areas = tracks_of("suez_2021-03"), ports()
    samples = sample_slow(*tables, areas, PLACES.empty())
    found = pair_encounters(samples, tables[1], PLACES.empty(), areas).to_pylist()
    assert [e for e in found if not e["is_in_port"]] == []
    assert len(found) < 171 / 10  # one ship in ten at most
