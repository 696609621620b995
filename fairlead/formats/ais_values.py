"""Values of AIS files as numbers: times, numbers, IMO numbers and codes, however a provider writes them.

Text is taken by its unique values, so that a file of a million rows with a thousand times costs a thousand readings.
In arrays NaN and -1 mean "not known".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NULLS = ("", "None", "none", "null", "NULL", "NaN", "nan", "NA", "N/A", "Unknown", "unknown", "Undefined", "-", "\\N")
"""Cells that say nothing. `UNKNOWN` in capitals may be a ship's name."""

NO_TIME = -(1 << 62)
"""A time that could not be read."""

MANY = 20_000
"""Different times from which on they are read all at once."""

NUMBER = r"^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,2})?\s*$"
_ISO = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:[ T](\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d\d:?\d\d)?\s*(?:UTC|GMT)?"
)
_DAY_FIRST = re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})(?: (\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?()")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)[_ T]?(\d\d)(\d\d)(\d\d)()(Z?)")
EPOCH_MS, EPOCH_US = 1e11, 1e14
"""Larger numbers of seconds would lie after the year 5138: they count milliseconds, or microseconds."""


def numbers(values: pa.Array) -> Floats:
    """A column as numbers, NaN where there is none; floats keep their width."""
    values = _plain(values)
    if not _is_text(values.type):
        return _floats(values)
    if pa.types.is_dictionary(values.type):
        return _spread(numbers(values.dictionary), values, np.nan)
    told = pc.utf8_trim_whitespace(pc.if_else(pc.match_substring_regex(values, NUMBER), values, None))
    return _floats(pc.replace_substring_regex(told, r"^\+", "").cast(pa.float64()))


def times(values: pa.Array, style: str) -> Ints:
    """A column of times as us since 1970 in UTC, ``NO_TIME`` where it cannot be read.

    Args:
        values: text, numbers since 1970, or Arrow times.
        style: ``iso`` (also with UTC, GMT, an offset, up to nine decimals, or a number as ``epoch``), ``dmy`` (day
            first), ``compact`` (20210701_185151), ``epoch`` (seconds, milliseconds or microseconds since 1970, told by
            size), or a format of ``strptime`` that has a ``%``. Times without a zone are UTC.
    """
    values = _plain(values)
    if pa.types.is_timestamp(values.type) or pa.types.is_date(values.type):
        if pa.types.is_timestamp(values.type) and values.type.tz is None:
            values = values.cast(pa.timestamp("us"), safe=False)
        else:
            values = values.cast(pa.timestamp("us", tz="UTC"), safe=False)
        found = values.view(pa.int64()).fill_null(NO_TIME).to_numpy(zero_copy_only=False)
        return np.asarray(found, dtype=np.int64)
    if style == "epoch" or not _is_text(values.type):
        return _epoch(numbers(values))
    coded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    unique = _many(coded.dictionary, style) if len(coded.dictionary) > MANY and style in ("iso", "dmy") else None
    if unique is None:
        read = _reader(style)
        unique = np.array([read(t) for t in coded.dictionary.to_pylist()] or [NO_TIME], dtype=np.int64)
    return _spread(unique, coded, NO_TIME)


def _many(unique: pa.Array, style: str) -> Ints | None:
    """Very many times at once, or None where one of them is not written as the others."""
    text = pc.replace_substring_regex(unique, r"( \+0000 UTC| ?UTC| ?GMT|Z|\+00:?00)$", "")
    if style == "dmy":
        text = pc.replace_substring_regex(text, r"^(\d\d)/(\d\d)/(\d{4}) (.*)$", r"\3-\2-\1 \4")
    if not pc.all(pc.match_substring_regex(text, r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,9})?)?$")).as_py():
        return None
    try:
        found = text.cast(pa.timestamp("ns"))
    except pa.ArrowInvalid:  # the 31st of February
        return None
    us: Ints = np.asarray(found.view(pa.int64()).to_numpy(zero_copy_only=False)) // 1000
    return us


def by_unique(values: pa.Array, read: Callable[[str], float]) -> Floats:
    """A column of few texts as numbers, each text read once; NaN where there is none."""
    values = _plain(values)
    if not _is_text(values.type):
        return _floats(values)
    coded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    found = np.array([read(t) for t in coded.dictionary.to_pylist()] or [np.nan], dtype=np.float64)
    return _spread(found, coded, np.nan)


def texts(values: pa.Array) -> pa.DictionaryArray:
    """A column of texts, coded: padding with blanks and ``@`` removed; blank ones are null."""
    values = _plain(values)
    if not _is_text(values.type):
        values = values.cast(pa.string())
    coded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    raw = coded.dictionary.cast(pa.string())
    clean = pc.utf8_trim_whitespace(pc.replace_substring_regex(raw, "(?s)@.*", ""))
    clean = pc.if_else(pc.is_in(clean, pa.array(NULLS)), None, clean)
    again = clean.dictionary_encode()
    if len(again.dictionary) == len(raw) and not clean.null_count:
        return pa.DictionaryArray.from_arrays(coded.indices.cast(pa.int32()), again.dictionary)
    indices = again.indices.take(coded.indices)
    return pa.DictionaryArray.from_arrays(indices.cast(pa.int32()), again.dictionary)


def read_imo(text: str) -> float:
    """An IMO number as typed, with or without the letters before it; 0 where that is typed, NaN where no number is."""
    digits = text.strip().upper().removeprefix("IMO").strip(" :")
    if digits.endswith(".0"):
        digits = digits[:-2]
    return float(digits) if digits.isascii() and digits.isdigit() and len(digits) < 11 else np.nan


def _epoch(seconds: Floats) -> Ints:
    size = np.abs(seconds)
    per = np.where(size >= EPOCH_US, 1.0, np.where(size >= EPOCH_MS, 1e3, 1e6))
    is_read = np.isfinite(seconds) & (size < 1e17)
    found: Ints = np.where(is_read, np.rint(np.where(is_read, seconds, 0) * per), NO_TIME).astype(np.int64)
    return found


def _reader(style: str) -> Callable[[str], int]:
    if "%" in style:
        return lambda text: _strptime(text.strip(), style)
    pattern, day_first = {"iso": (_ISO, False), "dmy": (_DAY_FIRST, True), "compact": (_COMPACT, False)}[style]
    return lambda text: _clock(pattern, text.strip(), day_first)


def _clock(pattern: re.Pattern[str], text: str, day_first: bool) -> int:
    found = pattern.fullmatch(text)
    if not found:
        return int(_epoch(np.array([float(text)]))[0]) if re.fullmatch(NUMBER, text) else NO_TIME
    first, month, last, hour, minute, second, fraction, zone = found.groups()
    year, day = (last, first) if day_first else (first, last)
    try:
        whole = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC
        )
    except ValueError:
        return NO_TIME
    us = int((fraction or "0").ljust(6, "0")[:6])
    return int(whole.timestamp()) * 1_000_000 + us - _offset_us(zone)


def _strptime(text: str, style: str) -> int:
    try:
        found = datetime.strptime(text, style)  # noqa: DTZ007 - a time without a zone is UTC
    except ValueError:
        return NO_TIME
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return int(found.replace(microsecond=0).timestamp()) * 1_000_000 + found.microsecond


def _offset_us(zone: str | None) -> int:
    if not zone or zone == "Z":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    return (hours * 60 + minutes) * 60_000_000 * (-1 if zone[0] == "-" else 1)


def _plain(values: Any) -> pa.Array:
    if isinstance(values, pa.ChunkedArray):
        if pa.types.is_dictionary(values.type):
            values = values.unify_dictionaries()
        values = values.combine_chunks()
    return values.cast(pa.string()) if pa.types.is_large_string(values.type) else values


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_dictionary(kind))


def _floats(values: pa.Array) -> Floats:
    if pa.types.is_null(values.type):
        return np.full(len(values), np.nan)
    if not pa.types.is_floating(values.type):
        values = values.cast(pa.float64(), safe=False)
    return np.asarray(values.to_numpy(zero_copy_only=False))


def _spread(unique: npt.NDArray[Any], coded: pa.DictionaryArray, blank: Any) -> npt.NDArray[Any]:
    """The values of the unique ones at every row."""
    indices = coded.indices
    at = np.asarray(indices.fill_null(len(unique)).to_numpy(zero_copy_only=False) if indices.null_count else indices)
    spread: npt.NDArray[Any] = np.append(unique, np.array([blank], dtype=unique.dtype))[at]
    return spread
