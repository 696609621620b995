"""Scores of nomenklatura's logic-v2: ``python screening_nomenklatura.py < PAIRS.json``.

PAIRS: {"pairs": [[schema, {property: [value]}, {property: [value]}], ...], "repeat": n}. Prints scores, CPU seconds of
one comparison of all, entities built (mean of ``repeat``, after a first pass that loads its tables), and version.
"""

import json
import sys
import time
from importlib.metadata import version

from followthemoney import model
from nomenklatura.matching import get_algorithm


def main():
    asked = json.load(sys.stdin)
    algorithm = get_algorithm("logic-v2")
    config = algorithm.default_config()

    def entity(key, schema, properties):
        return model.get_proxy({"id": key, "schema": schema, "properties": properties})

    # Ids of their own: what it reads of an entity it keeps by id.
    built = [(entity(f"a{i}", s, a), entity(f"b{i}", s, b)) for i, (s, a, b) in enumerate(asked["pairs"])]
    scores = [algorithm.compare(a, b, config).score for a, b in built]
    start = time.process_time()
    for _ in range(asked["repeat"]):
        for a, b in built:
            algorithm.compare(a, b, config)
    seconds = (time.process_time() - start) / max(1, asked["repeat"])
    json.dump({"scores": scores, "cpu_s": seconds, "version": version("nomenklatura")}, sys.stdout)


if __name__ == "__main__":
    main()
