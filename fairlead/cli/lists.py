"""The sanctions lists of a case: every version with its hash, its dates and its counts, and those that do not count."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fairlead.base.timeline import say_days
from fairlead.base.wording import say_many
from fairlead.cli.terminal import Terminal
from fairlead.formats.lists.reader import LISTS
from fairlead.identity.list_statements import say_day, say_list_name
from fairlead.report.grammar import short_id

if TYPE_CHECKING:
    from fairlead.case.workspace import Case

Row = dict[str, Any]
_DATES = re.compile(r"[\W_]*(?:\d{4}[\W_]?\d{2}[\W_]?\d{2}|\d{2}[\W_]\d{2}[\W_]\d{4})(?:T\d+Z?)?[\W_]*")
SHOWN = 5
"""Good versions of one list that are printed unless all are asked for, the latest ones."""


def find_lists(case: Case) -> list[Row]:
    """Every version of every list, the oldest of each first, with how it stands and the file it came in.

    Raises:
        CaseError: no run yet.
    """
    files = {e["evidence_id"]: e for e in case.table("evidence").to_pylist()}
    versions = {v["list_version_id"]: v for v in case.table("list_versions").to_pylist()}
    found = []
    for standing in case.table("list_standings").to_pylist():
        version = versions[standing["list_version_id"]]
        file = files[version["evidence_id"]]
        columns = ("publisher", "published_words", "retrieved_at", "known_from", "known_by", "member", "is_delta")
        counts = {c: version[c] for c in ("entries", "vessels", "with_imo")}
        joined = [files[id_]["name"] for id_ in version["joined"]]
        about = {c: version[c] for c in columns} | counts | {"joined": joined}
        found.append(standing | about | {"file": file["name"], "sha256": file["sha256"]})
    return sorted(found, key=lambda r: (r["list"], r["version_no"]))


def find_refused(case: Case) -> list[Row]:
    """Files that were refused when they were added and are lists, as far as was seen of them or by their names: each
    with the list that it would be a version of, where that is at hand, and the version that counts on.

    Raises:
        CaseError: no run yet.
    """
    files = {e["evidence_id"]: e for e in case.table("evidence").to_pylist()}
    versions = {v["list_version_id"]: v for v in case.table("list_versions").to_pylist()}
    by_kind: dict[str, Row] = {}
    by_name: dict[str, Row] = {}
    good = [s for s in case.table("list_standings").to_pylist() if s["is_good"]]
    for standing in sorted(good, key=lambda s: s["version_no"]):
        file = files[versions[standing["list_version_id"]]["evidence_id"]]
        by_kind[file["kind"]] = by_name[_stem(file["name"])] = standing
    found = []
    for entry in case.log:
        kind, name = entry.fields.get("kind"), str(entry.fields.get("name"))
        is_list = kind in LISTS or (kind is None and _stem(name) in by_name)
        if entry.action != "refused" or not is_list:
            continue
        last = by_name.get(_stem(name)) or by_kind.get(str(kind))
        reason = str(entry.fields["reason"]).removeprefix(f"{name}: ")
        if isinstance(kind, str) and kind in LISTS:
            how = LISTS[kind][0]
        else:
            how = f"by its name a version of the {say_list_name(last['list'])}" if last else "a list by its name"
        instead = f"the {last['version_name']} counts on" if last else "no good version before it is at hand"
        words = f"{name}, {how}, was refused {say_day(entry.time)}: {reason}; {instead}."
        found.append({
            "list": last["list"] if last else None, "is_good": False, "refused_words": reason, "file": name,
            "sha256": entry.fields["sha256"], "instead": last["list_version_id"] if last else None, "words": words,
        })  # fmt: skip
    return found


def _stem(name: str) -> str:
    """A file's name without folders, dates and what says how it is packed: ``sdn_2024-05-04.csv.xz`` is ``sdn``."""
    return _DATES.sub("", name.rpartition("/")[2].rpartition("!")[2].split(".")[0].lower()) or name


def print_lists(t: Terminal, found: list[Row], refused: list[Row], *, is_all: bool) -> None:
    """Print the versions of each list, the latest first; refused ones are always named."""
    _print_versions(t, found, is_all=is_all)
    if refused:
        t.line(("Files refused when they were added", "bold"))
        for row in refused:
            t.paragraph(row["words"], "contradicted", indent=2)


def _print_versions(t: Terminal, found: list[Row], *, is_all: bool) -> None:
    if not found:
        t.paragraph("No sanctions list is in this case. Add the official files: none comes with the program.")
        return
    for list_ in dict.fromkeys(row["list"] for row in found):
        rows = [row for row in found if row["list"] == list_][::-1]
        good = [row for row in rows if row["is_good"]]
        t.line((t.words(f"{say_list_name(list_)} ({list_}): {rows[0]['publisher']}"), "bold"))
        shown = good if is_all else good[:SHOWN]
        for row in shown:
            _print_version(t, row)
        if left := good[len(shown) :]:
            first, last = left[-1]["known_from"], left[0]["known_from"]
            words = f"and {say_many(len(left), 'good version')} more, {say_days(first, last)}: --all"
            t.paragraph(words, "dim", indent=2)
        for row in rows:
            if not row["is_good"]:
                file = f"{row['file']}!{row['member']}" if row["member"] else row["file"]
                t.paragraph(f"{row['words']} It is {file}, sha256 {short_id(row['sha256'])}.", "contradicted", indent=2)


def _print_version(t: Terminal, row: Row) -> None:
    t.paragraph(row["words"], indent=2)
    published = f"publisher's date {row['published_words']}" if row["published_words"] else "the file bears no date"
    file = f"{row['file']}!{row['member']}" if row["member"] else row["file"]
    words = f"{file}, sha256 {short_id(row['sha256'])}, {published}, retrieved {say_days(*[row['retrieved_at']] * 2)}"
    words += f", {say_many(row['with_imo'], 'vessel')} with an IMO number" if row["vessels"] else ""
    words += f"; with {', '.join(row['joined'])}" if row["joined"] else ""
    t.paragraph(words, "dim", indent=4)
