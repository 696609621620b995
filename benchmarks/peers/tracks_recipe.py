"""Encounters by a recipe, since no peer that finds them installs: ``python tracks_recipe.py ROWS.csv encounters``.

What one writes with pandas and SciPy: every track on a clock of ten minutes, interpolated where reports are no more
than an hour apart; pairs within 500 m at each instant by a tree; runs of two hours and more, slower than two knots.
"""

import json
import sys
import time
from importlib.metadata import version

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

STEP_S, BRIDGE_S, NEAR_KM, SLOW_KN, LEAST_S, JOIN_S = 600, 3600, 0.5, 2.0, 7200, 3600
EARTH_KM = 6371.0088


def on_clock(rows):
    """The tracks on one clock."""
    made = []
    for mmsi, own in rows.sort_values(["mmsi", "time"]).groupby("mmsi"):
        own = own.drop_duplicates("time")
        at = np.arange(-(-own["time"].iloc[0] // STEP_S) * STEP_S, own["time"].iloc[-1] + 1, STEP_S)
        after = np.clip(np.searchsorted(own["time"], at), 1, max(len(own) - 1, 1))
        if len(own) < 2 or not len(at):
            continue
        held = np.diff(own["time"])[after - 1] <= BRIDGE_S
        lat, lon = (np.interp(at, own["time"], own[n])[held] for n in ("lat", "lon"))
        made.append(pd.DataFrame({"mmsi": mmsi, "time": at[held], "lat": lat, "lon": lon}))
    made = pd.concat(made)
    f, g = np.radians(made["lat"]), np.radians(made["lon"])
    return made.assign(x=np.cos(f) * np.cos(g), y=np.cos(f) * np.sin(g), z=np.sin(f))


def pairs(samples):
    """Pairs near each other, instant by instant."""
    found = []
    for at, rows in samples.groupby("time"):
        xyz, mmsi = rows[["x", "y", "z"]].to_numpy() * EARTH_KM, rows["mmsi"].to_numpy()
        near = cKDTree(xyz).query_pairs(NEAR_KM, output_type="ndarray")
        if len(near):
            a, b = mmsi[near[:, 0]], mmsi[near[:, 1]]
            points = rows[["lat", "lon"]].to_numpy()[near[:, 0]]
            low, high = np.minimum(a, b), np.maximum(a, b)
            found.append(pd.DataFrame({"a": low, "b": high, "time": at, "lat": points[:, 0], "lon": points[:, 1]}))
    return pd.concat(found) if found else pd.DataFrame(columns=["a", "b", "time", "lat", "lon"])


def encounters(near):
    """Runs long and slow enough; the speed is that made by the first ship."""
    near = near.sort_values(["a", "b", "time"])
    is_new = (near[["a", "b"]].diff().abs().sum(axis=1) > 0) | (near["time"].diff() > JOIN_S)
    for _, run in near.groupby(is_new.cumsum()):
        start, end = run["time"].iloc[0], run["time"].iloc[-1]
        north = run["lat"].diff() * 60
        east = run["lon"].diff() * 60 * np.cos(np.radians(run["lat"]))
        kn = (np.hypot(north, east) / (run["time"].diff() / 3600)).median()
        if end - start >= LEAST_S and kn < SLOW_KN:
            yield {"mmsi": int(run["a"].iloc[0]), "other_mmsi": int(run["b"].iloc[0]), "start": float(start),
                   "end": float(end), "lat": run["lat"].mean(), "lon": run["lon"].mean()}  # fmt: skip


if __name__ == "__main__":
    rows = pd.read_csv(sys.argv[1])
    began = time.process_time()
    found = [*encounters(pairs(on_clock(rows)))]
    spent = time.process_time() - began
    name = f"recipe (pandas {version('pandas')}, scipy {version('scipy')})"
    print(json.dumps({"peer": name, "cpu_s": spent, "found": found}))
