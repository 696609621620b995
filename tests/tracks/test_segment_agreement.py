"""Segments against those that Global Fishing Watch's segmenter gave to real reports (a machine's baseline, no truth).

The set stands beside the repository. Its labels are of two versions of the peer, one of which ended a segment after 8 h
of silence and one after 24 h: no one limit can agree with both.
"""

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fairlead.base.ids import dense_keys
from fairlead.base.tables import POSITIONS, STATICS
from fairlead.testing import adjusted_rand_index
from fairlead.tracks.clean import null_standins
from fairlead.tracks.segments import cut_segments

SET = Path(__file__).parents[3] / "shared" / "data" / "ais" / "parquet" / "gfw_segment_regression.parquet"
IN_SET = {"sog_kn": "sog", "cog_deg": "cog", "msg_type": "msg_type"}


@pytest.fixture(scope="module")
def read():
    """Positions with a place, each once, and the peer's segment of each to which it gave one."""
    if not SET.exists():
        pytest.skip("the regression set is not beside the repository")
    rows = pq.read_table(SET)
    rows = rows.filter(np.abs(rows["lat"].to_numpy()) <= 90)
    us = rows["ts"].cast(pa.int64()).to_numpy()
    keys = dense_keys(rows["mmsi"].to_numpy(), us, rows["lat"].to_numpy(), rows["lon"].to_numpy())
    labels = {k: name for k, name in zip(keys.tolist(), rows["label"].to_pylist(), strict=True) if name}
    first = np.sort(np.unique(keys, return_index=True)[1])
    sayable, _ = null_standins({n: rows[c].to_numpy().astype(np.float64) for n, c in IN_SET.items()})
    given = {
        "position_id": pa.array(keys[first]),
        "mmsi": rows["mmsi"].take(first).cast(pa.int32()),
        "time": rows["ts"].take(first),
        "lat": rows["lat"].take(first),
        "lon": rows["lon"].take(first),
        **{n: pa.array(v[first], mask=np.isnan(v[first])) for n, v in sayable.items()},
        "copies": pa.array(np.ones(len(first), dtype=np.int32)),
        "evidence_id": pa.array(["evidence:set"] * len(first)),
        "row": pa.array(first),
    }
    arrays = [given[f.name] if f.name in given else pa.nulls(len(first), f.type) for f in POSITIONS.schema]
    table = pa.Table.from_arrays(
        [a.cast(f.type) for a, f in zip(arrays, POSITIONS.schema, strict=True)], schema=POSITIONS.schema
    )
    tracks, segments = cut_segments(table, STATICS.empty())
    return tracks, segments, labels


def pairs_by_mmsi(tracks, labels):
    found = defaultdict(list)
    for mmsi, position, segment in zip(
        *(tracks[c].to_pylist() for c in ("mmsi", "position_id", "segment_id")), strict=True
    ):
        if position in labels:
            found[mmsi].append((segment, labels[position]))
    return found


def agreement(pairs):
    return adjusted_rand_index(*zip(*pairs, strict=True))


def test_segments_agree_with_the_peers_better_than_its_own_later_version(read):
    # the peer's code of 2023 reaches 0.899 against what it stored for these and 13 more MMSIs
    tracks, _, labels = read
    found = pairs_by_mmsi(tracks, labels)
    weighted = sum(len(pairs) * agreement(pairs) for pairs in found.values()) / sum(map(len, found.values()))
    assert weighted >= 0.92
    assert agreement([p for pairs in found.values() for p in pairs]) >= 0.98


def test_one_mmsi_of_many_silences_is_cut_as_the_peer_cut_it_and_stays_one_ship(read):
    # 660000400: fourteen segments, parted by silences of more than 8 h; each begins where the one before can have led
    tracks, segments, labels = read
    assert agreement(pairs_by_mmsi(tracks, labels)[660000400]) == 1.0
    rows = [r for r in segments.to_pylist() if r["mmsi"] == 660000400]
    assert len(rows) == 14
    assert {r["hull_no"] for r in rows} == {0}


def test_two_ships_on_one_mmsi_are_two(read):
    # 416241500 lies at Kaohsiung (22.6 N 120.3 E) and sails by the Gilbert Islands (1 N 172 E) in the same hours
    tracks, segments, _ = read
    noise = {r["segment_id"]: r["is_noise"] for r in segments.to_pylist()}
    rows = [r for r in tracks.to_pylist() if r["mmsi"] == 416241500]
    places = defaultdict(Counter)
    for r in rows:
        if not noise[f"segment:{r['segment_id'] & 0xFFFFFFFFFFFFFFFF:016x}"]:
            places[r["segment_id"]]["Kaohsiung" if r["lat"] > 20 and r["lon"] < 130 else "Gilberts"] += 1
    assert all(len(c) == 1 for c in places.values())
    assert len({next(iter(c)) for c in places.values()}) == 2
