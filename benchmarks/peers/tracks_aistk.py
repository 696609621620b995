"""Gaps and stops by AISTK: ``python tracks_aistk.py ROWS.csv gaps|visits`` prints what it found as JSON.

It takes one ship at a time, finds both in one call, and tells every silence of ten minutes: those of six hours are
kept.
"""

import json
import sys
import time
from importlib.metadata import version

import polars as pl
from aistk.events import detect_events_df

GAP_S, STOP_MIN = 6 * 3600, 120


def found_in(rows, task):
    """Of one ship; a gap is dated by its end, a stop by its last report."""
    for event in detect_events_df(rows, stop_min=STOP_MIN).to_dicts():
        if event["type"] == ("gap" if task == "gaps" else "stop"):
            long_s = event["gap_s"] if task == "gaps" else event["duration_min"] * 60
            if task == "visits" or long_s > GAP_S:
                yield event["ts"].timestamp() - long_s, event["ts"].timestamp()


if __name__ == "__main__":
    path, task = sys.argv[1:]
    table = pl.read_csv(path).with_columns(
        pl.from_epoch("time", time_unit="s").dt.replace_time_zone("UTC").alias("ts"), pl.col("kn").alias("SOG")
    )
    began, found = time.process_time(), []
    for mmsi, rows in ((key[0], rows) for key, rows in table.group_by("mmsi")):
        rows = rows.sort("ts")
        for start, end in found_in(rows, task):
            one = {"mmsi": mmsi, "start": start, "end": end}
            if task == "visits":
                lain = rows.filter((pl.col("time") >= int(start)) & (pl.col("time") <= int(end)))
                one |= {"lat": lain["lat"].mean(), "lon": lain["lon"].mean()}
            found.append(one)
    spent = time.process_time() - began
    print(json.dumps({"peer": f"aistk {version('aistk')}", "cpu_s": spent, "found": found}))
