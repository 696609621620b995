"""The period as it was watched: a strip for each place, and the days nobody looked, in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from fairlead.base.timeline import DAY, whole_days
from fairlead.base.wording import say_many
from fairlead.cli.phrases import Answer, read_time, say_period
from fairlead.cli.terminal import Part, Terminal, pad

LABEL = 25
"""Columns left of the strip."""

STRETCHES_SHOWN = 12
"""Stretches without a look that are written out; the object of --json holds all."""

BARE_SHOWN = 6
"""Places of discharge without a look that are named."""

DATED, RANGE, NONE = "●", "━", "·"


def print_watched(t: Terminal, answer: Answer) -> None:
    """Print how the places of a question were watched, loading places first; nothing where no place is known.

    A loading place has a strip even where nobody looked; a place of discharge only where somebody did.
    """
    loading = [c for c in answer["coverage"] if c["role"] == "load"]
    ids = {c["place_id"] for c in loading}
    unloading = [c for c in answer["coverage"] if c["role"] == "discharge" and c["place_id"] not in ids]
    if not loading and not any(c["looks"] for c in unloading):
        return
    start, end = (read_time(answer["question"]["period"][k]) for k in ("start", "end"))
    columns = t.width - LABEL
    t.line(("WATCHED", "bold"), " " * (LABEL - 7), (name_months(start, end, columns), "dim"))
    for place in [*loading, *(c for c in unloading if c["looks"])]:
        name = t.fit(t.words(place["name"] or place["place_id"]), LABEL - 4)
        cells = draw_strip(place, start, end, columns)
        t.line("  ", pad(name, LABEL - 2), *_coloured(t, cells))
        where = "" if place["role"] == "load" else "Where ships unload: "
        t.paragraph(f"{where}{_say_days(place)}", "dim", indent=4)
    if bare := [t.words(c["name"] or c["place_id"]) for c in unloading if not c["looks"]]:
        more = len(bare) - BARE_SHOWN
        told = f"{', '.join(bare[:BARE_SHOWN])}{f' and {more} more' if more > 0 else ''}"
        t.paragraph(f"Where ships unload no look is held of {told}.", "dim", indent=4)
    legend = ((DATED, "a look on that day"), (RANGE, "a look on some day of a range"), (NONE, "no look held"))
    t.line("    ", ("   ".join(f"{t.glyph(g)} {words}" for g, words in legend), "dim"))
    t.line("    ", ("Where nothing was looked at, nothing can be said to be absent.", "dim"))
    t.line()


def draw_strip(place: Answer, start: datetime, end: datetime, columns: int) -> str:
    """The period in ``columns`` cells: a look dated to a day, a look somewhere in a range, or none.

    A look marks its whole day, however many cells that has; where the period is longer than the strip a cell covers
    several days, and one look marks it.
    """
    cells = [NONE] * columns
    for look in sorted(place["looks"], key=lambda w: w["is_day_known"]):
        days = whole_days(read_time(look["start_time"]), read_time(look["end_time"]))
        first, last = days.start, days.end
        if look["is_day_known"] and columns * DAY < end - start:  # a day on the border of two cells marks one
            first = last = first + (last - first) / 2
        a = max(_cell(first, start, end, columns), 0)
        b = min(_cell(max(last - timedelta(microseconds=1), first), start, end, columns), columns - 1)
        cells[a : b + 1] = [DATED if look["is_day_known"] else RANGE] * (b + 1 - a)
    return "".join(cells)


def name_months(start: datetime, end: datetime, columns: int) -> str:
    """Months (years, where the period is long), each named where it begins and has room."""
    line, at, free = [" "] * columns, start, 0
    is_long = end - start > timedelta(days=365 * 3)
    while at < end:
        word = f"{at:%Y}" if is_long else f"{at:%b}"
        cell = _cell(at, start, end, columns)
        if cell >= free and cell + len(word) <= columns:
            line[cell : cell + len(word)] = word
            free = cell + len(word) + 1
        first = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        at = first.replace(year=at.year + 1, month=1) if is_long else (first + timedelta(days=32)).replace(day=1)
    return "".join(line).rstrip()


def _say_days(place: Answer) -> str:
    words = f"{say_many(place['days_watched'], 'day')} with a dated look"
    if place["days_maybe"]:
        words += f", {place['days_maybe']} more inside ranges that hold one"
    if not place["days_unwatched"]:
        return f"{words}: every day of the period."
    words += f"; none held for {place['days_unwatched']} of {place['days_total']}"
    stretches = [say_period(p) for p in place["unwatched"]]
    if not stretches:
        return f"{words}."
    more = len(stretches) - STRETCHES_SHOWN
    return f"{words}: {'; '.join(stretches[:STRETCHES_SHOWN])}{f'; and {more} more' if more > 0 else ''}."


def _coloured(t: Terminal, cells: str) -> list[Part]:
    return [(t.glyph(c), "dim" if c == NONE else "documented") for c in cells]


def _cell(at: datetime, start: datetime, end: datetime, columns: int) -> int:
    return int((at - start) / (end - start) * columns)
