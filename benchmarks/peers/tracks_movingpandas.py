"""Gaps and stops by MovingPandas: ``python tracks_movingpandas.py ROWS.csv gaps|visits`` prints them as JSON."""

import json
import sys
import time
import warnings
from datetime import timedelta
from importlib.metadata import version
from itertools import pairwise

warnings.simplefilter("ignore")

import movingpandas as mpd  # noqa: E402  (it warns on import)
import pandas as pd  # noqa: E402

GAP, STOP, ACROSS_M = timedelta(hours=6), timedelta(hours=2), 1000


def gaps(tracks):
    """From the end of each piece to the start of the next one; a piece of one report is none for it."""
    pieces = {}
    for piece in mpd.ObservationGapSplitter(tracks).split(gap=GAP).trajectories:
        mmsi = str(piece.id).partition("_")[0]  # a piece is named by its track and its number
        pieces.setdefault(int(mmsi), []).append((utc_s(piece.get_start_time()), utc_s(piece.get_end_time())))
    for mmsi, spans in pieces.items():
        spans.sort()
        for (_, start), (end, _) in pairwise(spans):
            yield {"mmsi": mmsi, "start": start, "end": end}


def utc_s(time):
    """Seconds since 1970; its times have no zone."""
    return pd.Timestamp(time).tz_localize("UTC").timestamp()


def stops(tracks):
    """Stays within so many metres."""
    found = mpd.TrajectoryStopDetector(tracks).get_stop_points(max_diameter=ACROSS_M, min_duration=STOP)
    for row in found.itertuples():
        start, end = utc_s(row.start_time), utc_s(row.end_time)
        yield {
            "mmsi": int(str(row.traj_id).partition("_")[0]),
            "start": start,
            "end": end,
            "lat": row.geometry.y,
            "lon": row.geometry.x,
        }


if __name__ == "__main__":
    path, task = sys.argv[1:]
    rows = pd.read_csv(path)
    rows["t"] = pd.to_datetime(rows["time"], unit="s")
    began = time.process_time()
    tracks = mpd.TrajectoryCollection(rows, traj_id_col="mmsi", t="t", x="lon", y="lat", crs="epsg:4326")
    found = [*{"gaps": gaps, "visits": stops}[task](tracks)]
    spent = time.process_time() - began
    print(json.dumps({"peer": f"movingpandas {version('movingpandas')}", "cpu_s": spent, "found": found}))
