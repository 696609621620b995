"""Machine output: JSON and CSV on stdout, and nothing that a terminal would obey."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from fairlead.base.json_values import json_value
from fairlead.base.wording import UNSEEN

if TYPE_CHECKING:
    import pyarrow as pa

_AFTER_CHARACTERS = re.compile(f"(?!\n){UNSEEN.pattern}")

_NUMBERS = re.compile(r"\[\n\s+([-+\d.eE,\s]+?)\n\s+\]")
"""A list of numbers over several lines: no string holds a line feed, so it is never inside one."""


def write_json(value: object) -> None:
    """One JSON value, indented. Characters a terminal would obey are escaped: the same value, written safely."""
    is_wide = _takes_every_character(sys.stdout.encoding)
    text = json.dumps(json_value(value), indent=2, ensure_ascii=not is_wide, allow_nan=False)
    text = _NUMBERS.sub(lambda m: f"[{' '.join(m[1].split())}]", text)
    sys.stdout.write(_AFTER_CHARACTERS.sub(_escape, text) + "\n")


def write_table_json(table: pa.Table) -> None:
    """The rows of a table as a list of objects, a row a line."""
    from fairlead.base.texts import shortest

    is_wide = _takes_every_character(sys.stdout.encoding)
    first = True
    sys.stdout.write("[")
    for batch in shortest(table).to_batches(max_chunksize=10_000):
        for row in batch.to_pylist():
            text = json.dumps(json_value(row), ensure_ascii=not is_wide, allow_nan=False)
            sys.stdout.write(("\n  " if first else ",\n  ") + _AFTER_CHARACTERS.sub(_escape, text))
            first = False
    sys.stdout.write("]\n" if first else "\n]\n")


def write_answer_csv(answer: Mapping[str, Any]) -> None:
    """The answer as two columns, key and value: ``trips.documented,11``; lists are numbered from 0."""
    import pyarrow as pa

    keys, values = zip(*_leaves("", answer), strict=True)
    write_table_csv(pa.table({"key": pa.array(keys, pa.string()), "value": pa.array(values, pa.string())}))


def write_table_csv(table: pa.Table) -> None:
    """The rows of a table as CSV, texts that a spreadsheet would run made harmless.

    To a file or a program the bytes are as they are; to a terminal what it would obey is written out.
    """
    from fairlead.formats.exports import write_csv

    if not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]  # a data file, whatever the locale
        write_csv(table, sys.stdout)
        return
    import io

    buffer = io.StringIO(newline="")
    write_csv(table, buffer)
    safe = _AFTER_CHARACTERS.sub(lambda m: f"<U+{ord(m[0]):04X}>", buffer.getvalue())
    sys.stdout.write(safe.encode(sys.stdout.encoding, "backslashreplace").decode(sys.stdout.encoding))


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str | None]]:
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _leaves(f"{path}.{key}" if path else str(key), inner)
    elif isinstance(value, list) and value:
        for i, inner in enumerate(value):
            yield from _leaves(f"{path}.{i}", inner)
    else:
        is_text = isinstance(value, str)
        yield path, value if is_text else None if value is None or value in ({}, []) else json.dumps(value)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def _takes_every_character(encoding: str | None) -> bool:
    return (encoding or "").lower().replace("-", "") in ("utf8", "utf16", "utf32")
