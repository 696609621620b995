"""Stops by trackintel, which is made for people: ``python tracks_trackintel.py ROWS.csv visits``."""

import json
import sys
import time
import warnings
from importlib.metadata import version

warnings.simplefilter("ignore")

import geopandas as gpd  # noqa: E402
import pandas as pd  # noqa: E402
import trackintel as ti  # noqa: E402

if __name__ == "__main__":
    rows = pd.read_csv(sys.argv[1])
    began = time.process_time()
    points = gpd.GeoDataFrame(
        {"user_id": rows["mmsi"], "tracked_at": pd.to_datetime(rows["time"], unit="s", utc=True)},
        geometry=gpd.points_from_xy(rows["lon"], rows["lat"]),
        crs="EPSG:4326",
    )
    _, stays = ti.Positionfixes(points).generate_staypoints(
        dist_threshold=1000, time_threshold=120.0, gap_threshold=360.0, include_last=True
    )
    spent = time.process_time() - began
    found = [
        {"mmsi": int(s.user_id), "start": s.started_at.timestamp(), "end": s.finished_at.timestamp(),
         "lat": s.geometry.y, "lon": s.geometry.x}
        for s in stays.itertuples()
    ]  # fmt: skip
    print(json.dumps({"peer": f"trackintel {version('trackintel')}", "cpu_s": spent, "found": found}))
