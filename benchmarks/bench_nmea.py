"""NMEA logs decoded by Fairlead, pyais and libais: the same lines in the same run, CPU seconds of one core.

The logs are the shared samples, repeated; one is all of them in turn, which is the mix one meets: bare sentences, tag
blocks, time lines, other sentences, damage. ``--peers`` is the Python that has pyais and libais. ``--agreement``
compares every field with libais instead (with pyais a test does).
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from fairlead.formats.nmea import decode
from fairlead.formats.nmea_fields import every_field

SAMPLES = Path(__file__).parents[2] / "shared" / "data" / "ais" / "raw" / "nmea"
PEERS = Path(__file__).parent / "peers"

LOGS = {
    "all samples in turn": "*",
    "bare sentences (AMSA)": "amsa_untimed*",
    "tag blocks (Kystverket)": "kystverket*",
    "time lines (Denmark)": "dma*",
    "satellite, shuffled time lines": "amsa_exact-earth-augmented*",
}

SAME = {
    "x": "lon",
    "y": "lat",
    "sog": "speed",
    "cog": "course",
    "true_heading": "heading",
    "nav_status": "status",
    "timestamp": "second",
    "position_accuracy": "accuracy",
    "special_manoeuvre": "maneuver",
    "raim": "raim",
    "alt": "alt",
    "year": "year",
    "month": "month",
    "day": "day",
    "hour": "hour",
    "minute": "minute",
    "fix_type": "epfd",
    "imo_num": "imo",
    "callsign": "callsign",
    "name": "shipname",
    "type_and_cargo": "ship_type",
    "dim_a": "to_bow",
    "dim_b": "to_stern",
    "dim_c": "to_port",
    "dim_d": "to_starboard",
    "draught": "draught",
    "destination": "destination",
    "eta_month": "month",
    "eta_day": "day",
    "eta_hour": "hour",
    "eta_minute": "minute",
    "dte": "dte",
    "part_num": "partno",
    "aton_type": "aid_type",
    "off_pos": "off_position",
    "virtual_aton": "virtual_aid",
    "assigned_mode": "assigned",
    "repeat_indicator": "repeat",
    "mmsi": "mmsi",
    "ais_version": "ais_version",
}
"""Fields of libais by our names of them."""


def read_sample(path: Path) -> bytes:
    """A sample with a line's end at its end."""
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    return data.rstrip(b"\n") + b"\n"


def sample_log(pattern: str) -> bytes:
    """The samples of a pattern, one after the other."""
    paths = [p for p in sorted(SAMPLES.glob(pattern)) if "LICENSE" not in p.name]
    return b"".join(map(read_sample, paths))


def timed(log: bytes) -> tuple[float, int]:
    """CPU seconds of the best of five runs, and how many messages were found, those of other types counted too."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        counts = decode(log).counts
        best = min(best, time.process_time() - start)
    return best, counts["rows"] + sum(n for k, n in counts.items() if k.startswith("other type"))


def peer(python: str, script: str, *arguments: str) -> list[dict[str, Any]]:
    """What a peer's script prints; nothing if the peer is not installed."""
    done = subprocess.run((python, str(PEERS / script), *arguments), capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"  {script}: {done.stderr.strip().splitlines()[-1]}")
        return []
    return [json.loads(line) for line in done.stdout.splitlines()]


def race(lines: int, python: str) -> None:
    """Prints the table."""
    decode(sample_log("kystverket*"))  # compiled, or read from the cache
    with tempfile.TemporaryDirectory() as scratch:
        for name, pattern in LOGS.items():
            once = sample_log(pattern)
            log = once * -(-lines // once.count(b"\n"))
            path = Path(scratch) / "log.nmea"
            path.write_bytes(log)
            count = log.count(b"\n")
            seconds, messages = timed(log)
            print(f"{name}: {count:,} lines, {len(log) / 1e6:.0f} MB")
            print(f"  {'fairlead':28}{seconds:8.3f} CPU s {count / seconds:12,.0f} lines/s {messages:9,} messages")
            for script in ("nmea_pyais.py", "nmea_libais.py"):
                for found in peer(python, script, str(path)):
                    took = found["cpu_s"]
                    print(
                        f"  {found['peer']:28}{took:8.3f} CPU s {count / took:12,.0f} lines/s"
                        f" {found['messages']:9,} messages {took / seconds:8.1f} x fairlead"
                    )


def compare(name: str, log: bytes, theirs: list[dict[str, Any]]) -> None:
    """Prints how many messages agree in every field that both have, and what differs."""
    waiting: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for _, layout, fields in sorted(every_field(log)[0], key=lambda found: found[0]):
        fields["type"] = layout
        if layout == "21":  # libais puts the two together, padding and all
            fields["name"] = f"{fields['name']}{fields['name_ext']}"
        waiting.setdefault((int(str(fields["msg_type"])), int(str(fields["mmsi"]))), []).append(fields)
    equal, differ, only_theirs, values = 0, Counter(), 0, 0
    for message in theirs:
        mine = waiting.get((message["id"], message["mmsi"]))
        if mine is None:
            only_theirs += message["id"] in {key[0] for key in waiting}
            continue
        pairs = [(k, "name" if message["id"] == 21 and k == "name" else v) for k, v in SAME.items() if k in message]
        if message["id"] == 21:
            message["name"] = re.sub("@| +@|@ +", "", message["name"])
        wrong = [[k for k, v in pairs if v in m and differs(k, message[k], m[v])] for m in mine]
        best = min(range(len(mine)), key=lambda i: len(wrong[i]), default=None)
        if best is None:
            only_theirs += 1
            continue
        equal += not wrong[best]
        values += len(pairs)
        differ.update((message["id"], k) for k in wrong[best])
        mine.pop(best)
    only_ours = Counter(m["type"] for left in waiting.values() for m in left)
    print(f"{name}: {equal:,} messages ({values:,} fields) equal, {only_theirs} only libais", end="")
    print(f"; only fairlead {dict(only_ours)}" * bool(only_ours), f"; differ {dict(differ)}" * bool(differ))


def differs(name: str, theirs: Any, ours: Any) -> bool:
    """Whether two values are not the same: texts without padding; libais's speeds and courses are single precision, and
    it writes an underscore as a hyphen."""
    if isinstance(theirs, str):
        return theirs.rstrip("@").strip() != ours.replace("_", "-")
    return ours is None or abs(float(theirs) - float(ours)) > (1e-6 if name in ("x", "y") else 1e-4)


def agree(python: str) -> None:
    """Compares every sample with libais."""
    with tempfile.TemporaryDirectory() as scratch:
        for sample in sorted(p for p in SAMPLES.iterdir() if "LICENSE" not in p.name):
            log, path = read_sample(sample), Path(scratch) / "log.nmea"
            path.write_bytes(log)
            compare(sample.name, log, peer(python, "nmea_libais.py", str(path), "--fields"))


def main(arguments: list[str] | None = None) -> None:
    """Print the table, or how far the decoders agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=300_000)
    parser.add_argument("--peers", default=sys.executable, help="the Python that has pyais and libais")
    parser.add_argument("--agreement", action="store_true", help="compare every field with libais")
    options = parser.parse_args(arguments)
    if not SAMPLES.exists():
        print("the shared AIS samples are not beside the repository")
    elif options.agreement:
        agree(options.peers)
    else:
        race(options.lines, options.peers)


if __name__ == "__main__":
    main()
