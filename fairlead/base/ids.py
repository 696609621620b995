"""Content-derived ids, and the check digit of IMO numbers.

An id is ``kind:`` and 16 hex digits over the raw values that *began* the thing: never parameters, row numbers or end
times, so an open gap keeps its id when it closes. Changing a recipe is a breaking change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

Raw = str | int | float | bool | datetime | None | list[str] | Mapping[str, object]


def canonical_json(value: object) -> str:
    """One spelling per value: sorted keys, no spaces, UTF-8 kept, NaN refused."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_plain)


def content_id(kind: str, *raw: Raw) -> str:
    """``kind:`` plus 16 hex digits of SHA-256 over the canonical JSON of ``raw``. 64 bits: a collision among ten
    million rows of one kind has a chance of about 3 in a million."""
    return f"{kind}:{hashlib.sha256(canonical_json(list(raw)).encode()).hexdigest()[:16]}"


def is_imo(number: int) -> bool:
    """Whether a ship's IMO number has seven digits and the right check digit.

    The last digit of the sum of the first six times 7, 6, 5, 4, 3, 2 (IMO Resolution A.1117(30)). A valid number is
    not yet an identity: laundered ones pass.
    """
    if not 1_000_000 <= number <= 9_999_999:
        return False
    digits = [int(d) for d in str(number)]
    return sum(d * w for d, w in zip(digits[:6], (7, 6, 5, 4, 3, 2), strict=True)) % 10 == digits[6]


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"an id cannot be made of {type(value).__name__}")
