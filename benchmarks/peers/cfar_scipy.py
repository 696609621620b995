"""The same detector as one writes it with SciPy: means of two squares by ``uniform_filter``, and ``label``.

Run by the Python that has scipy, with a file of pixels (.npy), guard, ring and threshold; prints JSON.
"""

import json
import sys
import time
from importlib.metadata import version

import numpy as np
from scipy import ndimage


def main(path: str, guard: int, ring: int, threshold: float) -> None:
    pixels = np.load(path)
    began = time.process_time()
    x = pixels.astype(np.float32)
    outer, inner = 2 * ring + 1, 2 * guard + 1
    n_outer, n_inner = outer**2, inner**2
    count = n_outer - n_inner
    mean = (ndimage.uniform_filter(x, outer) * n_outer - ndimage.uniform_filter(x, inner) * n_inner) / count
    square = (ndimage.uniform_filter(x * x, outer) * n_outer - ndimage.uniform_filter(x * x, inner) * n_inner) / count
    bright = x > mean + threshold * np.sqrt(np.maximum(square - mean**2, 1e-6))
    found = ndimage.label(bright, np.ones((3, 3)))[1]
    spent = time.process_time() - began
    print(json.dumps({"peer": f"scipy {version('scipy')}", "cpu_s": spent, "found": int(found)}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
