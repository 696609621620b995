"""Rows of a table: filtered by SQL that can read nothing else, printed as sentences where the table has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from threading import Timer
from typing import TYPE_CHECKING, Any

from fairlead.base.tables import TABLES
from fairlead.base.wording import say_many
from fairlead.case.rows import spell_keys
from fairlead.cli.ledger import tell_rows
from fairlead.cli.terminal import Terminal, cell_width, fold, pad
from fairlead.errors import CaseError
from fairlead.report.grammar import short_id

if TYPE_CHECKING:
    import pyarrow as pa

SENTENCE = ("words", "text", "reason")
"""Columns that say a row in one sentence; a table that has one is printed as sentences."""

LEFT_OUT = ("sources", "evidence_id", "sha256", "source_url", "dots", "amount_by_day")
"""Columns a terminal does without; --json and --csv hold every one."""

CELL = 28
"""Columns of the screen a cell may take at most."""

NAME = 30
"""Columns of the screen a row's label or id may take at most; an id is whole, so that it can be copied."""

READ_FIRST = {
    "evidence": ("name", "kind", "rows_in", "rows_kept", "rows_rejected", "added_by", "added_at"),
    "sightings": ("label", "vessel_words", "event", "date_start", "date_end", "place_words"),
    "detections": ("label", "detector", "start_time", "lat", "lon", "length_m", "matched_mmsi", "said_words"),
    "scenes": ("label", "sensor", "provider", "start_time", "gsd_m", "cloud_frac"),
    "looks": ("label", "start_time", "analyst", "scene", "place_words", "berth", "result", "visible_frac", "is_cued"),
    "measures": ("label", "sighting", "quantity", "value_m", "sd_m"),
    "claims": ("label", "speaker", "outlet", "stance", "quantity_words"),
    "documents": ("title", "outlet", "published_words", "media", "language", "flags"),
    "legal_measures": ("label", "instrument", "paragraph", "measure_kind", "item"),
    "measured_transfers": ("label", "giver", "receiver", "date_words", "tonnes"),
    "official_reports": ("label", "reporting_state", "period_start", "period_end", "commodity", "barrels", "tonnes"),
    "replies": ("label", "party", "asked_words", "answer_by", "answered_words", "answer", "why_not"),
    "questions": ("question", "text"),
    "season_stays": ("question", "draw", "vessel_id", "start_time", "end_time", "sightings"),
}
"""Columns of wide tables that tell their rows apart; a terminal shows these before the others."""

NOT_SENTENCES = {"documents": ("text", "text_sha256", "text_tool")}
"""Columns of whole texts, by table: no terminal shows an article as the sentence of its row."""

LONGEST_S = 10.0
"""Seconds a filter may take; one that takes longer crosses tables row by row or counts for the sake of counting."""

MOST_MEMORY = "2GB"
"""Memory a filter may take."""

ORDER = ("question", "start_time", "period_start", "start_earliest", "arrival_earliest", "rank")
"""Columns a person reads rows by, where they have no label."""


LEVELS = ("confirmed", "probable", "possible", "contradicted")
"""Levels of hits, the surest first."""

ABOUT_SIGHTINGS = ("candidates", "candidate_terms")
"""Tables whose rows are about one sighting each: they are read by sighting."""


def check_name(name: str) -> None:
    """Refuse a table nobody has, naming those that are near.

    Raises:
        CaseError: no such table in the data dictionary.
    """
    if name in TABLES:
        return
    import difflib

    near = difflib.get_close_matches(name, TABLES, 3, 0.6)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(TABLES)}"
    raise CaseError(f"no table {name!r}; {hint}")


def rows_of_question(name: str, table: pa.Table, question: str, asked: pa.Table) -> pa.Table:
    """The rows of ``table`` that belong to one question.

    Args:
        asked: QUESTIONS of the case.

    Raises:
        CaseError: no such question, or a table whose rows belong to the whole case.
    """
    import pyarrow.compute as pc

    questions = asked["question"].to_pylist()
    if question not in questions:
        raise CaseError(f"no question {question!r} in case.toml; it asks {', '.join(questions) or 'none'}")
    if "question" not in table.column_names:
        raise CaseError(f"the rows of {name} belong to the whole case, not to a question; leave out --question")
    return table.filter(pc.equal(table["question"], question))


def filter_rows(name: str, table: pa.Table, where: str, others: Callable[[str], pa.Table]) -> pa.Table:
    """The rows of ``table`` for which the SQL expression ``where`` holds, in the table's order.

    Args:
        others: gives further tables of the case by name; those that ``where`` names can be used in it.

    Raises:
        CaseError: the expression is no SQL, names an unknown column, reaches outside the case, or takes longer than
            ``LONGEST_S``.

    Limits:
        DuckDB in memory, with files, network and Python variables out of reach and its settings locked: the
        expression filters, it changes nothing.
    """
    import duckdb

    closed: dict[str, Any] = {
        "enable_external_access": "false",
        "python_enable_replacements": "false",
        "memory_limit": MOST_MEMORY,
    }
    with duckdb.connect(":memory:", config=closed) as db:
        db.execute("SET TimeZone = 'UTC'")
        db.register(name, table)
        for word in sorted(set(re.findall(r"[a-z_]+", where)) & (set(TABLES) - {name})):
            try:
                db.register(word, others(word))
            except CaseError:
                continue
        db.execute("SET lock_configuration = true")
        timer = Timer(LONGEST_S, db.interrupt)
        timer.start()
        try:
            kept: pa.Table = db.table(name).filter(where).to_arrow_table()
        except duckdb.InterruptException:
            raise CaseError(
                f"--where {where!r}: was stopped after {LONGEST_S:g} s; ask for something simpler"
            ) from None
        except duckdb.Error as e:
            raise CaseError(f"--where {where!r}: {_say_refusal(str(e), table.column_names)}") from None
        finally:
            timer.cancel()
    return kept.select(table.column_names).cast(table.schema)


def print_rows(
    t: Terminal, name: str, table: pa.Table, limit: int, others: Callable[[str], pa.Table] | None = None
) -> None:
    """Print the first ``limit`` rows (0: all) for a person, and say how many there are.

    Args:
        others: gives other tables of the case: what the rows of this one are about is said where it is held there.
    """
    if others and name == "looks":
        table = _with_times_of_scenes(table, others)
    about = _labels_of_sightings(others) if others and name in ABOUT_SIGHTINGS else {}
    table = _by_sighting(table, about) if about else _in_reading_order(table)
    shown = spell_keys(table.slice(0, limit) if limit else table).drop_columns([*NOT_SENTENCES.get(name, ())])
    sentence = next((c for c in SENTENCE if c in shown.column_names), None)
    told = tell_rows(name, table, others)
    if told is not None:
        _print_told(t, told[:limit] if limit else told)
    elif sentence:
        _print_sentences(t, shown, sentence, TABLES[name].key[0], about)
    else:
        _print_grid(t, shown, TABLES[name].key, READ_FIRST.get(name, ()))
    more = table.num_rows - shown.num_rows
    said = say_many(table.num_rows, "row")
    said += f", {shown.num_rows:,} shown; --limit 0 shows all, --json and --csv every column" if more else ""
    t.line((said, "dim"))


def _print_told(t: Terminal, told: list[tuple[str, str, str]]) -> None:
    """Mark, name and sentence of each row; a long sentence is folded beside its name."""
    marks = [t.mark(status) if status else ("", "") for status, _, _ in told]
    before = max((cell_width(mark) + 1 for mark, _ in marks if mark), default=0)
    names = [t.fit(t.words(name), NAME) for _, name, _ in told]
    left = before + max((cell_width(name) for name in names), default=0) + 2
    for (mark, style), name, (_, _, words) in zip(marks, names, told, strict=True):
        first, *rest = fold(t.words(words), t.width - left)
        t.line((pad(mark, before), style), (pad(name, left - before), "bold"), first)
        for line in rest:
            t.line(" " * left, line)


def _in_reading_order(table: pa.Table) -> pa.Table:
    """By label, its numbers as numbers (F2 before F10); hits by level; else by question and time; else as it is."""
    if "label" in table.column_names:
        labels = table["label"].to_pylist()
        parts = [[int(p) if p.isdigit() else p for p in re.split(r"(\d+)", label or "\uffff")] for label in labels]
        import pyarrow as pa

        order = sorted(range(len(labels)), key=lambda i: (parts[i], i))
        return table.take(pa.array(order, pa.int64()))
    if "level" in table.column_names:
        import pyarrow as pa

        whose = "ship_name" if "ship_name" in table.column_names else "entry_name"
        rows = table.select(["level", whose]).to_pylist()
        order = sorted(range(len(rows)), key=lambda i: (LEVELS.index(rows[i]["level"]), rows[i][whose] or "", i))
        return table.take(pa.array(order, pa.int64()))
    by = [(c, "ascending") for c in ORDER if c in table.column_names]
    return table.sort_by(by) if by else table


def _with_times_of_scenes(table: pa.Table, others: Callable[[str], pa.Table]) -> pa.Table:
    """Looks with the times of their scenes, where these are held: they go before the looks' own."""
    try:
        held = others("scenes").select(["label", "start_time", "end_time"]).to_pylist()
    except CaseError:
        return table
    scenes = {s["label"]: s for s in reversed(held)}
    rows = table.select(["scene", "start_time", "end_time"]).to_pylist()
    for column in ("start_time", "end_time"):
        i = table.column_names.index(column)
        times = [scenes.get(r["scene"] or "", r)[column] for r in rows]
        import pyarrow as pa

        table = table.set_column(i, column, pa.array(times, table.schema.field(column).type))
    return table


def _labels_of_sightings(others: Callable[[str], pa.Table]) -> dict[str, str]:
    """``S015, unidentified tanker`` by sighting_id; empty where no run has set sightings in place and time."""
    try:
        seen = others("observations").select(["sighting_id", "label", "ship_words"]).to_pylist()
    except CaseError:
        return {}
    return {o["sighting_id"]: ", ".join(filter(None, [o["label"], o["ship_words"]])) for o in seen}


def _by_sighting(table: pa.Table, about: Mapping[str, str]) -> pa.Table:
    """Rows of one sighting together, by its label, its numbers as numbers; the likeliest first."""
    import pyarrow as pa

    columns = [c for c in ("sighting_id", "rank", "vessel_id", "term") if c in table.column_names]
    rows = table.select(columns).to_pylist()

    def key(i: int) -> tuple[object, ...]:
        row = rows[i]
        label = about.get(row["sighting_id"], "\uffff")
        parts = [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in re.split(r"(\d+)", label)]
        return parts, row["sighting_id"], row.get("rank") or 0, row["vessel_id"] or "\uffff", row.get("term") or "", i

    return table.take(pa.array(sorted(range(len(rows)), key=key), pa.int64()))


def _print_sentences(t: Terminal, table: pa.Table, sentence: str, key: str, about: Mapping[str, str]) -> None:
    """Mark, label or id, sentence; above rows about one sighting, which."""
    rows = table.to_pylist()
    last = None
    names = [t.fit(t.words(row.get("label") or row[key]), NAME) for row in rows]
    marks = [t.mark(row["status"]) if "status" in row else ("", "") for row in rows]
    before = max((len(mark) + 1 for mark, _ in marks if mark), default=0)
    left = before + max((cell_width(name) for name in names), default=0) + 2
    for row, name, (mark, style) in zip(rows, names, marks, strict=True):
        if about and row["sighting_id"] != last:
            last = row["sighting_id"]
            t.paragraph(about.get(last, last), "bold")
        first, *rest = fold(t.words(row[sentence]), t.width - left)
        t.line((pad(mark, before), style), (pad(name, left - before), "bold"), first)
        for line in rest:
            t.line(" " * left, line)


def _print_grid(t: Terminal, table: pa.Table, key: tuple[str, ...], first: tuple[str, ...]) -> None:
    """As many columns as fit, in the table's order after ``first``; the rest is named. A label stands for the id."""
    out = {*LEFT_OUT, *first, *(key if "label" in table.column_names else ())}
    names = [*first, *(c for c in table.column_names if c not in out)]
    rows = [
        {c: t.words(v if c in key else say_cell(v)) for c, v in row.items()} for row in table.select(names).to_pylist()
    ]
    widest = {c: NAME if c in key else CELL for c in names}
    wide = {c: min(max(len(c), *(cell_width(r[c]) for r in rows), 1), widest[c]) if rows else len(c) for c in names}
    fitting, used = [], 0
    for c in names:
        if used + wide[c] > t.width:
            break
        fitting.append(c)
        used += wide[c] + 2
    t.line(("  ".join(pad(c, wide[c]) for c in fitting).rstrip(), "bold"))
    for row in rows:
        t.line("  ".join(pad(t.fit(row[c], wide[c]), wide[c]) for c in fitting).rstrip())
    if left := [c for c in table.column_names if c not in fitting]:
        t.paragraph(f"not shown here: {', '.join(left)}", "dim")


def say_cell(value: object) -> str:
    """One value as a person reads it: UTC times, lists joined, ids shortened, nulls blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else f"{value:,.0f}"
    if isinstance(value, datetime):
        at = value.astimezone(UTC)
        return f"{at:%Y-%m-%d}" if (at.hour, at.minute, at.second) == (0, 0, 0) else f"{at:%Y-%m-%d %H:%M}"
    if isinstance(value, list):
        return "; ".join(say_cell(v) for v in value)
    if isinstance(value, str) and re.fullmatch(r"[a-z_]+:[0-9a-f]{16}", value):
        return short_id(value)
    return str(value)


def _say_refusal(message: str, columns: list[str]) -> str:
    """DuckDB's words, shortened to what a person can act on."""
    if "Cannot access" in message or "disabled by configuration" in message or "locked" in message:
        return "a filter may only look at the tables of this case"
    kind, _, rest = message.partition(":")
    first = rest.strip().split("\n")[0]
    if "Referenced column" in message or "not found in FROM" in message:
        return f"{first} The columns are {', '.join(columns)}"
    if kind.startswith("Parser"):
        return f"{first}. Write an SQL condition, e.g. \"status = 'inferred'\""
    return first
