"""What a case's AIS holds, as one object: assembled from rows and from nothing else, like the answer to a question.

Each kind of event has its count, its most telling rows in their own words, and one line on what it cannot show. What no
step of the run has made is null, not nought.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.json_values import json_value
from fairlead.base.tables import TABLES
from fairlead.base.timeline import say_span
from fairlead.base.wording import say_list, say_many
from fairlead.case.ais_caveats import (
    NO_PORTS,
    NOT_SOUGHT,
    WITHOUT_PORTS,
    count_ports,
    list_clocks,
    list_lacks,
    made_by_clocks,
    mmsis_by_clocks,
)
from fairlead.case.answer_held import Row, Tables
from fairlead.case.caveats import changed_parameters, unused_settings
from fairlead.case.reports import ALIKE, STATIC
from fairlead.case.simulated import say_simulated
from fairlead.events.silences import SilenceParams
from fairlead.formats.ais import AIS_KINDS

GAPS = "gaps"
"""The table of silences in AIS."""

TELLING = 3
"""Rows named of each kind, at most."""

ROWS = ("positions", "statics")
"""The tables that reports of AIS become."""

STRETCHES_TOLD = 6
"""Periods of files named, at most."""

MANY_NAMES = 10
"""More names than this under one MMSI are told: ships are renamed, and several ships may share a number, but not so
often. Our judgement."""

Order = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event: its table, how its most telling rows are found, and what it cannot show."""

    title: str
    table: str
    order: Order
    """Columns by which the most telling rows come first."""
    cannot: str
    is_where: tuple[str, bool] | None = None
    """Only rows whose flag is so."""


AT_SEA, IN_PORT = "encounters at sea", "encounters in port"

KINDS = (
    Kind("gaps", GAPS, (("p_not_reception", "descending"), ("hours", "descending")),
         "A gap is a silence in what was received; it does not show that a transponder was switched off."),
    Kind("port calls", "port_calls", (("confidence", "descending"), ("hours", "descending")),
         "A port call is presence in a port's waters; it shows no berth, no loading and no cargo."),
    Kind(AT_SEA, "encounters", (("hours", "descending"),),
         "An encounter is two tracks close and slow; it does not show that cargo passed.", ("is_in_port", False)),
    Kind(IN_PORT, "encounters", (("hours", "descending"),),
         "In a port neighbours at berth look like an encounter.", ("is_in_port", True)),
    Kind("loitering", "loitering", (("hours", "descending"),),
         "Loitering shows no partner; that one was there and silent is a possibility only."),
    Kind("conflicts", "conflicts", (("reports", "descending"),),
         "A conflict is what cannot be so; it does not show who erred, or whether somebody meant to."),
    Kind("voyages", "voyages", (("distance_km", "descending"),),
         "A voyage joins two calls that were found; a call between them may be missing."),
    Kind("draught changes", "draught_changes", (("size_m", "descending"),),
         "A draught is what a crew typed, not what was measured; a change is no proof of loading."),
    Kind("identity risks", "risks", (("rule", "ascending"), ("start_time", "ascending")),
         "A risk is statements that do not go together; it does not show who is behind them, or why."),
)  # fmt: skip
"""The kinds in the order they are told."""

SILENT = "Ships that sent nothing, or were not received, are not in it; a ship is known by the MMSI it sent."


def sum_up_ais(tables: Tables, run: Mapping[str, Any]) -> Row | None:
    """What the AIS of a case holds.

    Args:
        tables: gives a table of the case by name; an empty one where no run has come to it.
        run: the record of the run that made the tables, with ``changed_since``.

    Returns:
        A JSON-serialisable object: reports in, kept and refused; ships; the period; each kind of event; what it cannot
        show; the run. None where the case holds no report of AIS.

    Limits:
        ``most telling`` is an order by columns of the rows (chance, confidence, length), not a judgement.
    """
    reports = _count_reports(tables)
    if reports is None:
        return None
    made = set(run.get("tables") or ())
    segments, conflicts = tables("segments"), tables("conflicts")
    ports = count_ports(tables("areas"), tables("places"))
    by_clock = mmsis_by_clocks(conflicts)
    names = _Names(segments)
    kinds = [_segments(segments, names, "segments" in made, by_clock)]
    kinds += [_find_kind(kind, tables(kind.table), names, made, ports) for kind in kinds_of(ports)]
    told = {
        "ais": {
            "reports": reports | _count_rows(reports, run),
            "lacks": list_lacks(ports),
            "ports": ports,
            "ships": _count_ships(segments, by_clock),
            "period": _find_period(segments),
            **_find_stretches(tables("listened"), tables("evidence")),
            "kinds": kinds,
            "cannot_show": [SILENT, *dict.fromkeys(k.cannot for k in kinds_of(ports) if k.table in made)],
        },
        "simulated": say_simulated(tables),
        "changed_since": list(run.get("changed_since") or ()),
        "clocks_off": list_clocks(conflicts),
        "parameters_changed": changed_parameters(run),
        "settings_unused": unused_settings(tables("rejects").to_pylist(), tables("evidence").to_pylist()),
        "run": {key: run.get(key) for key in ("number", "version", "seconds", "evidence", "log_head")},
    }
    return {key: json_value(value) for key, value in told.items()}


def kinds_of(ports: int) -> list[Kind]:
    """The kinds that are told: without ports encounters are one, since which are in port is not known."""
    if ports:
        return list(KINDS)
    met = next(kind for kind in KINDS if kind.title == AT_SEA)
    return [replace(k, title="encounters", is_where=None) if k is met else k for k in KINDS if k.title != IN_PORT]


def say_ais(told: Row) -> str:
    """What :func:`sum_up_ais` found, in one line: for an answer to a question that is about something else."""
    ais = told["ais"]
    if empty := say_empty(told):
        return f"AIS: {empty}"
    lacks = [f" {NO_PORTS.capitalize()}: {WITHOUT_PORTS['port calls']}." for row in ais["lacks"]]
    found = [_say_events(k) for k in ais["kinds"] if k["count"] and k["table"] != "segments"]
    words = f"AIS: {say_many(ais['reports']['kept'], 'report')} of {say_many(ais['ships']['mmsis'], 'MMSI')}"
    return f"{words}{': ' + say_list(found) if found else '; no event found'}.{''.join(lacks)}"


def _say_events(kind: Row) -> str:
    """``2 encounters at sea``, ``1 port call``."""
    title = kind["title"]
    return say_many(kind["count"], re.sub(r"s\b", "", title, count=1), title)


def _count_reports(tables: Tables) -> Row | None:
    evidence = tables("evidence")
    files = evidence.filter(pc.is_in(evidence["kind"], value_set=pa.array(sorted(AIS_KINDS))))
    if not files.num_rows:
        return None
    sums = {to: pc.sum(files[name]).as_py() for to, name in
            (("in", "rows_in"), ("kept", "rows_kept"), ("refused", "rows_rejected"))}  # fmt: skip
    sums |= {name: pc.sum(files[name]).as_py() for name in ROWS}
    ids = set(files["evidence_id"].to_pylist())
    rows = [r for r in tables("rejects").to_pylist() if r["evidence_id"] in ids]
    refused = [_say_where(r, files.num_rows) for r in sorted(rows, key=_by_weight) if r["scope"] != "field"]
    nulled = [r["reason"] for r in rows if r["scope"] == "field" and r["field"] not in ("time", ALIKE)]
    backward = [_say_where(r, files.num_rows) for r in rows if r["scope"] == "field" and r["field"] == "time"]
    alike = [f"{r['name']}: {r['reason']}" for r in rows if r["scope"] == "field" and r["field"] == ALIKE]
    said = {"refused_for": refused, "made_null": nulled, "times_back": backward, "alike": alike}
    return {"files": files.num_rows, **sums, **said}


def _by_weight(row: Row) -> tuple[bool, int]:
    """The rest of a file first, then by how many reports the reason begins with (``2 reports: ...``), most first."""
    told = re.match(r"([\d,]+) reports?:", str(row["reason"]))
    return row["scope"] != "file", -int(told[1].replace(",", "")) if told else 0


def _say_where(row: Row, files: int) -> str:
    """Why something was refused; of several files, in which."""
    reason, name = str(row["reason"]), str(row["name"])
    return reason if files == 1 or reason.startswith(name) else f"{name}: {reason}"


def _count_rows(reports: Row, run: Mapping[str, Any]) -> Row:
    """How many rows of each table of reports are held, and how many more of them stand in the files."""
    made = run.get("tables")
    tables = made if isinstance(made, Mapping) else {}
    held = {n: sum(part["rows"] for part in tables[n]["parts"]) for n in ROWS if "parts" in tables.get(n, {})}
    again = {n: reports[n] - held[n] for n in held if reports[n] is not None}
    return {"held": held, "again": again, "held_words": _say_held(held, again)}


def say_again(tables: Tables, run: Mapping[str, Any]) -> str:
    """``2 positions more stand in the files again, ...``, out of small tables alone; blank where nothing does.

    Args:
        tables: gives a table of the case by name.
        run: the record of the run that made them.
    """
    reports = _count_reports(tables)
    return _say_more_rows(_count_rows(reports, run)["again"]) if reports else ""


def say_empty(told: Row) -> str:
    """Where files were read and no report stands in them, that it is so; blank elsewhere. What is computed of none
    would be a table of noughts.

    Args:
        told: what :func:`sum_up_ais` found.
    """
    reports = told["ais"]["reports"]
    if reports["in"] or reports["refused_for"]:
        return ""
    read = say_many(reports["files"], "file of AIS was read and holds", "files of AIS were read and hold")
    return (
        f"{read} no report: a day on which nothing was received, or a header whose rows were lost. It does not show "
        "that no ship was there."
    )


def _say_held(held: Mapping[str, int], again: Mapping[str, int]) -> str:
    """``held: 8,687 positions and 271 reports of names or particulars, ...``: how what was kept adds up."""
    kept, more = _say_rows(held), _say_more_rows(again)
    said = f"held: {kept}; a row of a file may be both, and equal names of one hour are one" if kept else ""
    return ". ".join(filter(None, (said, more))) if kept else ""


def _say_more_rows(again: Mapping[str, int]) -> str:
    more = _say_rows(again)
    do = ("stands", "is") if sum(n for n in again.values() if n > 0) == 1 else ("stand", "are")
    return f"{more} more {do[0]} in the files again, and {do[1]} held once" if more else ""


def _say_rows(counts: Mapping[str, int]) -> str:
    words = {"positions": ("position", "positions"), "statics": STATIC}
    return say_list(say_many(n, *words[name]) for name, n in counts.items() if n > 0)


def _count_ships(segments: pa.Table, by_clock: Collection[int]) -> Row:
    """MMSIs heard, and the ships told apart under them; an MMSI that is several by a clock alone is one."""
    ships = segments.filter(pc.invert(segments["is_noise"]))
    hulls = ships.group_by(["mmsi", "hull_no"]).aggregate([])
    one_each = hulls.filter(_are_in(hulls["mmsi"], by_clock))
    twice = one_each.num_rows - pc.count_distinct(one_each["mmsi"]).as_py()
    noise = segments.filter(segments["is_noise"])
    mmsis, tracked = (pc.count_distinct(rows["mmsi"]).as_py() for rows in (segments, ships))
    count = hulls.num_rows - twice
    untracked = f", of {mmsis - tracked:,} of which no report is on a ship's track;" if mmsis > tracked else ","
    return {
        "mmsis": mmsis,
        "mmsis_untracked": mmsis - tracked,
        "hulls": count,
        "words": f"{say_many(mmsis, 'MMSI')}{untracked} {say_many(count, 'ship')}",
        "noise_reports": pc.sum(noise["positions"]).as_py() or 0,
        "many_names": (many := _many_names(segments)),
        "names_words": _say_many_names(many),
    }


def _say_many_names(many: Sequence[Row]) -> list[str]:
    said = [
        f"{row['names']:,} names{' at least' if row['is_least'] else ''} were received under the MMSI "
        f"{row['mmsi']:09d}: no ship has so many."
        for row in many[:TELLING]
    ]
    more = len(many) - TELLING
    if more > 0:
        said.append(f"and {say_many(more, 'more MMSI')} with more than {MANY_NAMES} names each.")
    return said


def _many_names(segments: pa.Table) -> list[Row]:
    """The MMSIs under which more than ``MANY_NAMES`` names were received, most names first. Where segments of one MMSI
    have more names than they list, how many of those are the same is not known: then it is a least number."""
    listed: dict[int, set[str]] = {}
    beyond: dict[int, list[tuple[int, bool]]] = {}
    columns = (segments[name].to_pylist() for name in ("mmsi", "names", "names_unlisted"))
    for mmsi, names, unlisted in zip(*columns, strict=True):
        if names:
            listed.setdefault(mmsi, set()).update(names)
            beyond.setdefault(mmsi, []).append((len(names) + (unlisted or 0), bool(unlisted)))
    many = []
    for mmsi, names in listed.items():
        most = max(len(names), max(count for count, _ in beyond[mmsi]))
        is_least = len(beyond[mmsi]) > 1 and any(is_cut for _, is_cut in beyond[mmsi])
        if most > MANY_NAMES:
            many.append({"mmsi": mmsi, "names": most, "is_least": is_least})
    return sorted(many, key=lambda row: (-row["names"], row["mmsi"]))


def _find_period(segments: pa.Table) -> Row | None:
    if not segments.num_rows:
        return None
    return {"start": pc.min(segments["start_time"]).as_py(), "end": pc.max(segments["end_time"]).as_py()}


def _find_stretches(listened: pa.Table, evidence: pa.Table) -> Row:
    """``listened``: the stretches in which somebody listened, with the files of each; ``listened_words``: the same in
    words where there are several. Breaks shorter than the one that silences ask for are none."""
    files = [r for r in evidence.to_pylist() if r["first_position"] is not None]
    stretches: list[Row] = []
    for row in sorted(listened.to_pylist(), key=lambda r: r["start_time"]):
        if stretches and row["start_time"] - stretches[-1]["end"] <= SilenceParams().listen_break:
            stretches[-1]["end"] = max(stretches[-1]["end"], row["end_time"])
        else:
            stretches.append({"start": row["start_time"], "end": row["end_time"]})
    for stretch in stretches:
        its = (f for f in files if stretch["start"] <= f["first_position"] <= stretch["end"])
        stretch["files"] = [f["name"] for f in sorted(its, key=lambda f: (f["first_position"], f["name"]))]
    return {"listened": stretches, "listened_words": _say_stretches(stretches)}


def _say_stretches(stretches: Sequence[Row]) -> list[str]:
    if len(stretches) < 2:
        return []
    said = [f"The files are of {len(stretches):,} periods, and between them nobody is known to have listened:"]
    said += [f"{say_span(s['start'], s['end'])}: {_say_files(s['files'])}" for s in stretches[:STRETCHES_TOLD]]
    more = len(stretches) - STRETCHES_TOLD
    return [*said, f"and {say_many(more, 'more period')} in the table listened"] if more > 0 else said


def _say_files(names: Sequence[str]) -> str:
    more = len(names) - TELLING
    return ", ".join(names[:TELLING]) + (f" and {say_many(more, 'more file')}" if more > 0 else "")


# ------------------------------------------------------------------------------------------------------------ the kinds


class _Names:
    """The name each MMSI sent most, for the few rows that are told."""

    def __init__(self, segments: pa.Table) -> None:
        self._segments = segments

    def of(self, mmsis: Sequence[int | None]) -> list[str]:
        """The name of each that sent one, in that order; where there are several each has its MMSI behind it."""
        wanted = pa.array([m for m in mmsis if m is not None], self._segments.schema.field("mmsi").type)
        rows = self._segments.filter(pc.is_in(self._segments["mmsi"], value_set=wanted))
        votes: dict[int, Counter[str]] = {}
        for row in rows.select(["mmsi", "names", "positions"]).to_pylist():
            for name in row["names"][:1]:
                votes.setdefault(row["mmsi"], Counter())[name] += row["positions"]
        best = {m: max(sorted(v), key=lambda name: v[name]) for m, v in votes.items()}
        is_one = len(wanted) == 1
        return [best[m] if is_one else f"{best[m]} ({m:09d})" for m in wanted.to_pylist() if m in best]


def _find_kind(kind: Kind, table: pa.Table, names: _Names, made: Collection[str], ports: int) -> Row:
    every = table
    if kind.table == "conflicts":
        table = table.filter(pc.invert(_are_in(table["conflict_id"], made_by_clocks(table)["conflict_id"].to_pylist())))
    if kind.is_where:
        column, wanted = kind.is_where
        table = table.filter(pc.equal(table[column], wanted))
    if kind.table == "draught_changes":
        table = table.append_column("size_m", pc.abs(table["change_m"]))
    key = TABLES[kind.table].key[0]
    first = table.sort_by([*kind.order, (key, "ascending")]) if table.num_rows else table
    telling = [_tell(row, row[key], names) for row in first.slice(0, TELLING).to_pylist()]
    is_made = kind.table in made
    is_known = is_made and (ports or kind.title not in NOT_SOUGHT)
    said = [_say_kind(kind, table, ports), _say_more(kind, every.num_rows - table.num_rows)]
    if not ports and kind.title in WITHOUT_PORTS and (table.num_rows or not is_known):
        said.append(f"{NO_PORTS}: {WITHOUT_PORTS[kind.title]}")
    return {
        "title": kind.title, "table": kind.table, "count": table.num_rows if is_known else None,
        "words": "; ".join(filter(None, said)) if is_made else "this run did not come to it", "telling": telling,
        "cannot_show": kind.cannot,
    }  # fmt: skip


def _say_more(kind: Kind, left_out: int) -> str:
    """The conflicts that a clock makes."""
    if kind.table != "conflicts" or not left_out:
        return ""
    return f"{left_out:,} more that a clock which is off makes"


def _are_in(column: pa.ChunkedArray, values: Collection[Any]) -> pa.ChunkedArray:
    return pc.is_in(column, value_set=pa.array(sorted(values), column.type))


def _tell(row: Row, row_id: str, names: _Names) -> Row:
    return {"id": row_id, "ships": names.of([row["mmsi"], row.get("other_mmsi")]), "words": row["words"]}


def _say_kind(kind: Kind, table: pa.Table, ports: int) -> str:
    """What the rows of a kind have in common: of which kinds they are, where, how many are open."""
    if kind.table == "port_calls":
        seen = {flag: pc.sum(table[flag]).as_py() or 0 for flag in ("has_entry", "has_exit", "has_stop")}
        arrivals = (
            f"{seen['has_entry']:,} seen to enter, {seen['has_exit']:,} to leave, {seen['has_stop']:,} to lie still"
        )
        if not table.num_rows:
            return f"none, of {say_many(ports, 'port')} held" if ports else ""
        return f"{_most(table, 'port')}; {arrivals}"
    if kind.table == "conflicts":
        return _most(table, "conflict_kind", len(table)).replace("_", " ")
    if kind.table == "risks":
        return _most(table, "rule", len(table)).replace("_", " ")
    if kind.table == GAPS:
        still, broken_off = table["end_time"].null_count, pc.sum(table["is_broken_off"]).as_py()
        said = [f"{still:,} still open where listening ended"] if table.num_rows else []
        if broken_off:
            said.append(f"{broken_off:,} of ships heard until nobody listened any more, of which nothing is judged")
        return "; ".join(said)
    if kind.table == "voyages":
        open_, unreached = table["end_time"].null_count, table["to_port"].null_count
        broken_off = f"; {unreached - open_:,} of ships at sea when listening ended" if unreached > open_ else ""
        return f"{open_:,} not yet arrived{broken_off}" if table.num_rows else ""
    return ""


def _most(table: pa.Table, column: str, shown: int = TELLING) -> str:
    """``Brooklyn 31, Newark 12, 5 others``: the most frequent values with their counts."""
    counts = Counter(v for v in table[column].to_pylist() if v is not None)
    ranked = sorted(counts, key=lambda v: (-counts[v], v))
    more = f", {say_many(len(ranked) - shown, 'other')}" if len(ranked) > shown else ""
    return ", ".join(f"{value} {counts[value]:,}" for value in ranked[:shown]) + more


def _segments(segments: pa.Table, names: _Names, is_made: bool, by_clock: Collection[int]) -> Row:
    """Segments, and the MMSIs that several ships share: not those that seem so by a clock alone."""
    ships = segments.filter(pc.invert(segments["is_noise"]))
    pairs = ships.group_by(["mmsi", "hull_no"]).aggregate([("segment_id", "min")])
    shared = pairs.group_by("mmsi").aggregate([("hull_no", "count"), ("segment_id_min", "min")])
    shared = shared.filter(pc.greater(shared["hull_no_count"], 1))
    seem = shared.filter(_are_in(shared["mmsi"], by_clock)).num_rows
    shared = shared.filter(pc.invert(_are_in(shared["mmsi"], by_clock)))
    first = shared.sort_by([("hull_no_count", "descending"), ("mmsi", "ascending")]) if shared.num_rows else shared
    telling: Sequence[Row] = [
        {
            "id": r["segment_id_min_min"], "ships": names.of([r["mmsi"]]),
            "words": f"{r['hull_no_count']:,} ships that cannot be one sent the MMSI {r['mmsi']:09d}.",
        }
        for r in first.slice(0, TELLING).to_pylist()
    ]  # fmt: skip
    count = say_many(shared.num_rows, "MMSI") if shared.num_rows else "no MMSI"
    words = f"{count} sent by several ships"
    if seem:
        words += f"; {seem:,} more {'seems' if seem == 1 else 'seem'} so by a clock that is off"
    return {
        "title": "segments", "table": "segments", "count": segments.num_rows if is_made else None,
        "words": words if is_made else "this run did not come to it", "telling": list(telling),
        "cannot_show": "A segment is what can be one ship; two ships that move as one are not told apart.",
    }  # fmt: skip
