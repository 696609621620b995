"""Segments against the regression set of Global Fishing Watch's segmenter: agreement, and rows a CPU-second.

The set is real AIS of January 2021 with the segment that gpsdio-segment gave to each report (GlobalFishingWatch/
gpsdio-segment, Apache-2.0, commits e356238 and d3db6e6). It stands beside the repository, not in it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Hashable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from fairlead.base.arrays import ints
from fairlead.base.ids import dense_keys
from fairlead.case.landing import sort_positions
from fairlead.formats.ais import read_reports
from fairlead.formats.reports import merge_statics
from fairlead.testing import adjusted_rand_index
from fairlead.tracks.segments import SegmentParams, cut_segments

SET = Path(__file__).parents[2] / "shared" / "data" / "ais" / "parquet" / "gfw_segment_regression.parquet"
PEER_ROWS = 6_800
"""Rows a CPU-second of gpsdio-segment 66e00d0 on the regression files of its own repository, 2026-11."""


def read_set(path: Path) -> tuple[pa.Table, pa.Table, dict[int, str]]:
    """Positions, statics, and the peer's segment of each position that it gave one."""
    batches = list(read_reports(path, path.name, "ais_parquet", "evidence:set"))
    positions = sort_positions(pa.concat_tables([b.positions for b in batches]).combine_chunks())
    statics = merge_statics(pa.concat_tables([b.statics for b in batches]).combine_chunks())
    given = pq.read_table(path, columns=["mmsi", "ts", "lat", "lon", "label"])
    times = given["ts"].cast(pa.int64()).to_numpy()
    keys = dense_keys(*(given[c].to_numpy() if c != "ts" else times for c in ("mmsi", "ts", "lat", "lon")))
    labels = {k: name for k, name in zip(keys.tolist(), given["label"].to_pylist(), strict=True) if name}
    return positions, statics, labels


def is_held_out(mmsi: int) -> bool:
    """Whether an MMSI is of the half that nothing was tuned on."""
    return bool(dense_keys(np.array([mmsi]))[0] & 1)


def labelled_over_silence(positions: pa.Table, labels: dict[int, str], hours: float) -> set[int]:
    """MMSIs of which the peer let a segment go on after a silence of more than ``hours``: its later version's limit."""
    found, last = set(), dict[str, int]()
    keys, times = positions["position_id"].to_pylist(), ints(positions, "time").tolist()
    for mmsi, key, at in zip(positions["mmsi"].to_pylist(), keys, times, strict=True):
        if name := labels.get(key):
            if at - last.get(name, at) > hours * 3_600_000_000:
                found.add(mmsi)
            last[name] = at
    return found


def agreement(tracks: pa.Table, labels: dict[int, str]) -> tuple[dict[str, float], dict[int, tuple[int, float]]]:
    """Adjusted Rand index per vessel, weighted by rows, over each half and all; over all rows at once; per MMSI."""
    rows = zip(*(tracks[c].to_pylist() for c in ("mmsi", "position_id", "segment_id")), strict=True)
    groups: dict[int, list[tuple[Hashable, Hashable]]] = {}
    for mmsi, position, segment in rows:
        if position in labels:
            groups.setdefault(mmsi, []).append((segment, labels[position]))
    each = {m: (len(pairs), adjusted_rand_index(*zip(*pairs, strict=True))) for m, pairs in groups.items()}

    def mean(chosen: list[int]) -> float:
        return sum(each[m][0] * each[m][1] for m in chosen) / sum(each[m][0] for m in chosen)

    scores = {
        "tuned half": mean([m for m in each if not is_held_out(m)]),
        "held-out half": mean([m for m in each if is_held_out(m)]),
        "all": mean(list(each)),
        "all rows at once": adjusted_rand_index(*zip(*(p for pairs in groups.values() for p in pairs), strict=True)),
    }
    return scores, each


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, default=SET)
    parser.add_argument("--each", action="store_true", help="every vessel")
    options = parser.parse_args(arguments)
    if not options.set.exists():
        print(f"segments: no regression set at {options.set}")
        return
    positions, statics, labels = read_set(options.set)
    cut_segments(positions, statics)  # compiles
    later = labelled_over_silence(positions, labels, 8)
    labelled = sum(k in labels for k in positions["position_id"].to_pylist())
    mmsis = len(set(positions["mmsi"].to_pylist()))
    print(f"{positions.num_rows:,} positions of {mmsis} MMSIs, {labelled:,} of them labelled")
    own = dict[int, tuple[int, float]]()
    for hours in (8, 24):
        params = SegmentParams(silence=timedelta(hours=hours))
        start = time.process_time()
        for _ in range(10):
            tracks, segments = cut_segments(positions, statics, params)
        rows = 10 * positions.num_rows / (time.process_time() - start)
        scores, each = agreement(tracks, labels)
        said = ", ".join(f"{name} {score:.3f}" for name, score in scores.items())
        print(f"silence {hours} h: {rows:,.0f} rows a CPU-second, {rows / PEER_ROWS:,.0f} times the peer's; "
              f"{segments.num_rows} segments; adjusted Rand index: {said}")  # fmt: skip
        own |= {m: one for m, one in each.items() if (m in later) == (hours == 24)}
        if options.each:
            for mmsi, (count, score) in sorted(each.items()):
                print(f"  {mmsi:09d} {count:6,} rows {score:.3f} {'held out' if is_held_out(mmsi) else ''}")
    mean = sum(n * a for n, a in own.values()) / sum(n for n, _ in own.values())
    print(f"each vessel under the limit its labels were made with (24 h for {len(later)} of them): {mean:.3f}")


if __name__ == "__main__":
    main()
