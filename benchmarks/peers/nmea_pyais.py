"""Decodes a log with pyais: ``python nmea_pyais.py LOG``. Prints CPU seconds as JSON, the best of three runs each."""

import json
import sys
import time
from importlib.metadata import version

from pyais import FileReaderStream
from pyais.exceptions import AISBaseException


def decode(path, to_dict):
    """How many messages were decoded, to objects or further to dictionaries, and the CPU seconds it took."""
    start, count = time.process_time(), 0
    with FileReaderStream(path) as log:
        for sentence in log:
            try:
                message = sentence.decode()
            except AISBaseException:
                continue
            if to_dict:
                message.asdict()
            count += 1
    return time.process_time() - start, count


if __name__ == "__main__":
    for name, to_dict in (("to dictionaries", True), ("to objects", False)):
        seconds, count = min(decode(sys.argv[1], to_dict) for _ in range(3))
        print(json.dumps({"peer": f"pyais {version('pyais')}, {name}", "cpu_s": seconds, "messages": count}))
