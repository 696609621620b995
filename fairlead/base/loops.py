"""What loops that Numba compiles need to say to it."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True, inline="always")
def varying(n: int) -> int:
    """An integer that will change in a loop. Written as a literal, Numba compiles whatever it is handed to for the
    literal first, then once more for the integer that it becomes."""
    return np.int64(n)  # type: ignore[return-value]  # compiled, it is an int
