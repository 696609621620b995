"""Every field of every AIS message in a log, as transmitted: to look at single messages, and to compare decoders."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fairlead.formats.nmea_bits import MISSING
from fairlead.formats.nmea_layouts import LAYOUTS
from fairlead.formats.nmea_lines import read_block
from fairlead.formats.nmea_messages import Messages
from fairlead.formats.nmea_state import BLOCK, BY_TYPE, NO_TIME, new_state

Value = int | float | str | None


def every_field(log: bytes) -> tuple[list[tuple[int, str, dict[str, Value]]], dict[int, int]]:
    """The line, layout (a key of ``LAYOUTS``) and fields of each message of a type that is read, ordered by layout,
    stand-ins as they are; and how many messages there are of each other type.

    Numbers are in the field's unit, positions in degrees rounded to 6 places; None is a number the message is too short
    for. A rate of turn is the number transmitted.

    Args:
        log: at most 4 MiB.
    """
    if len(log) > BLOCK:
        raise ValueError(f"a log of {len(log):,} bytes; fields are given of {BLOCK:,} at most")
    states = new_state()
    states[0]["text"][: len(log)] = np.frombuffer(log, dtype=np.uint8)
    states[0]["now"]["size"] = len(log)
    read_block(states)
    messages = Messages(states[0], int(states[0]["now"]["messages"]), NO_TIME)
    others = states[0]["tally"][BY_TYPE : BY_TYPE + 64]
    return list(_each(messages)), {kind: int(n) for kind, n in enumerate(others) if n}


def _each(messages: Messages) -> Iterator[tuple[int, str, dict[str, Value]]]:
    for layout, some in messages.by_layout():
        columns: dict[str, list[Value]] = {}
        for field in LAYOUTS[layout]:
            if field.is_text:
                columns[field.name] = [text or "" for text in some.texts([field]).to_pylist()]
            else:
                raw = some.numbers(field).tolist()
                columns[field.name] = [
                    None if v == MISSING else round(v / field.per, 6) if field.per > 1 else v for v in raw
                ]
        for line, *values in zip(messages.line[some.rows].tolist(), *columns.values(), strict=True):
            yield line, layout, dict(zip(columns, values, strict=True))
