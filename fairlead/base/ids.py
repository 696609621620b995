"""Content-derived ids, and the check digit of IMO numbers.

An id is ``kind:`` and 16 hex digits over the raw values that *began* the thing: never parameters, row numbers or end
times, so an open gap keeps its id when it closes. Changing a recipe is a breaking change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from json.encoder import encode_basestring

import numpy as np
import numpy.typing as npt

DENSE = 0x9E3779B97F4A7C15
"""The odd constant of SplitMix64 (Steele, Lea and Flood 2014): 2^64 over the golden ratio."""

Raw = str | int | float | bool | datetime | None | list[str] | Mapping[str, object]


def canonical_json(value: object) -> str:
    """One spelling per value: sorted keys, no spaces, UTF-8 kept, NaN refused."""
    return _SPELLER.encode(value)


def content_id(kind: str, *raw: Raw) -> str:
    """``kind:`` plus 16 hex digits of SHA-256 over the canonical JSON of ``raw``. 64 bits: a collision among ten
    million rows of one kind has a chance of about 3 in a million."""
    return f"{kind}:{hashlib.sha256(_spell(raw).encode()).hexdigest()[:16]}"


def _spell(raw: tuple[Raw, ...]) -> str:
    """The canonical JSON of values, put together here where they are texts, as most are: a third of its time."""
    spelt = []
    for value in raw:
        if value is None:
            spelt.append("null")
        elif type(value) is str:
            spelt.append(encode_basestring(value))
        else:
            return canonical_json(list(raw))
    return f"[{','.join(spelt)}]"


def dense_keys(*columns: npt.NDArray[np.generic]) -> npt.NDArray[np.int64]:
    """64-bit keys of rows too many for text ids, over the raw bits of ``columns``, all of one length.

    SplitMix64 over one 64-bit word a column. Well mixed, not cryptographic: it names a row, it does not seal it. Among
    100 million rows a collision has a chance of about 3 in ten thousand.
    """
    keys = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        is_float = np.issubdtype(column.dtype, np.floating)
        word = (
            (column.astype(np.float64) + 0.0).view(np.uint64) if is_float else column.astype(np.int64).view(np.uint64)
        )
        keys = (keys ^ word) + np.uint64(DENSE)  # wraps around
        keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        keys ^= keys >> np.uint64(31)
    return keys.view(np.int64)


def say_key(kind: str, key: int) -> str:
    """A dense key as people read it: the kind and 16 hex digits."""
    return f"{kind}:{key & 0xFFFFFFFFFFFFFFFF:016x}"


def key_of(id_: str) -> int:
    """The dense key that :func:`say_key` spelled."""
    key = int(id_.rpartition(":")[2], 16)
    return key - (1 << 64) if key >> 63 else key


def is_imo(number: int) -> bool:
    """Whether a ship's IMO number has seven digits and the right check digit.

    The last digit of the sum of the first six times 7, 6, 5, 4, 3, 2 (IMO Resolution A.1117(30)). A valid number is
    not yet an identity: laundered ones pass.
    """
    if not 1_000_000 <= number <= 9_999_999:
        return False
    digits = [int(d) for d in str(number)]
    return sum(d * w for d, w in zip(digits[:6], (7, 6, 5, 4, 3, 2), strict=True)) % 10 == digits[6]


TYPED_FOR_NONE = frozenset({1_234_567, 5_555_555})
"""Rows of digits that people type where they know no IMO number, and that pass its check digit by chance (77 and 135);
neither lies in a range that was given out."""


def is_given_imo(number: int) -> bool:
    """Whether a number may have been given to a ship: :func:`is_imo`, and no row of digits typed for none."""
    return number not in TYPED_FOR_NONE and is_imo(number)


def is_company_imo(number: int) -> bool:
    """Whether a company's IMO number has seven digits and the right check digit.

    The first six digits times 8, 6, 4, 2, 9, 7, summed; 11 less the remainder by 11, of which the last digit counts
    (IMO company and registered owner identification number scheme, Resolution MSC.160(78)). It is no ship's number.
    """
    if not 1 <= number <= 9_999_999:
        return False
    digits = [int(d) for d in f"{number:07d}"]
    return (11 - sum(d * w for d, w in zip(digits[:6], (8, 6, 4, 2, 9, 7), strict=True)) % 11) % 10 == digits[6]


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"an id cannot be made of {type(value).__name__}")


_SPELLER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_plain
)  # made once: json.dumps makes one a call, a seventh of the time a list takes to load
