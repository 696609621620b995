"""Decodes a log with libais: ``python nmea_libais.py LOG`` prints CPU seconds as JSON, the best of three runs;
``--fields`` prints each message as JSON instead."""

import json
import sys
import time
import warnings
from importlib.metadata import version

warnings.simplefilter("ignore")

import ais.stream  # noqa: E402  (it warns on import)


def messages(path):
    """What libais decodes of a log, errors passed over."""
    with open(path, encoding="latin-1") as log:  # noqa: PTH123
        yield from ais.stream.decode(log, allow_unknown=True, allow_missing_timestamps=True)


def timed(path):
    """CPU seconds, and how many messages."""
    start = time.process_time()
    count = sum(1 for _ in messages(path))
    return time.process_time() - start, count


if __name__ == "__main__":
    if "--fields" in sys.argv:
        for message in messages(sys.argv[1]):
            print(json.dumps(message))
    else:
        seconds, count = min(timed(sys.argv[1]) for _ in range(3))
        print(json.dumps({"peer": f"libais {version('libais')}", "cpu_s": seconds, "messages": count}))
