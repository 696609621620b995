"""An archive of daily versions: streamed, only its changes kept, and the days are what each day's file says."""

import csv
import io
import json
import lzma
import tarfile
import zipfile
from bisect import bisect_left
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from benchmarks.screening_days import compare_days, read_days
from fairlead.errors import EvidenceError
from fairlead.formats.lists.history import history_lines, is_history, read_history
from fairlead.formats.lists.ofac_csv import take_record
from fairlead.formats.lists.reader import sniff_list
from fairlead.formats.lists.rows import Rows
from fairlead.formats.lists.values import date_in_name

OFAC = Path(__file__).parents[4] / "shared" / "data" / "sanctions" / "ofac"
HISTORY = OFAC / "history_2021-08_2023-06.tar.xz"
REAL = pytest.mark.skipif(not HISTORY.is_file(), reason="the real lists lie in ../shared, which is not here")
NULLS = "-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"


def ship(ref, name, imo):
    return f'{ref},"{name}","vessel","X",{NULLS}"Vessel Registration Identification IMO {imo}."\r\n'


ALDER, BIRCH, CEDAR = ship(1, "ALDER", 8660313), ship(2, "BIRCH", 8691702), ship(3, "CEDAR", 9074729)
DAYS = {
    "sdn_2024-01-01.csv": ALDER + BIRCH + "\x1a",
    "sdn_2024-01-02.csv": ALDER + BIRCH + CEDAR + "\x1a",
    "sdn_2024-01-03.csv": "",
    "sdn_2024-01-04.csv": ALDER + BIRCH + CEDAR,  # the mark at its end is missing
    "sdn_2024-01-05.csv": ship(1, "ALDER", 8691702) + BIRCH + CEDAR + "\x1a",
}


@pytest.fixture
def archive(tmp_path):
    def pack(days, ending=".tar.xz"):
        path = tmp_path / f"history{ending}"
        if ending == ".zip":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
                for name, text in days.items():
                    packed.writestr(name, text)
            return path
        with tarfile.open(path, "w:xz" if ending == ".tar.xz" else "w:gz") as packed:
            for name, text in days.items():
                info = tarfile.TarInfo(name)
                info.size = len(text.encode())
                packed.addfile(info, io.BytesIO(text.encode()))
        return path

    return pack


@pytest.mark.parametrize("ending", [".tar.xz", ".tar.gz", ".zip"])
def test_only_what_changes_is_kept_and_bad_days_are_passed_over_with_their_reason(archive, ending):
    path = archive(DAYS, ending)
    assert sniff_list(path).kind == "ofac_history"
    read = read_history(path, "history", "evidence:1")
    said = [(e["op"], e["entry"], e["name"]) for e in read.rows.to_pylist()]
    assert said == [(None, "1", "ALDER"), (None, "2", "BIRCH"), ("ADD", "3", "CEDAR"), ("MOD", "1", "ALDER")]
    versions = read.more["list_versions"].to_pylist()
    assert [v["entries"] for v in versions] == [2, 3, 0, 3, 3]
    assert [v["is_delta"] for v in versions] == [False, True, False, False, True]
    assert [v["doubt"] and v["doubt"][:12] for v in versions] == [None, None, "holds no ent", "does not end", None]


def test_an_entry_that_goes_is_said_to_go_and_a_list_that_shrinks_is_no_version(archive):
    many = "".join(ship(n, f"SHIP {n}", 9074729) for n in range(10, 30))
    texts = (many + ALDER, many, ALDER)
    days = {f"a_2024-01-0{n}.csv": f"{text}\x1a" for n, text in enumerate(texts, start=1)}
    read = read_history(archive(days), "history", "evidence:1")
    assert [(e["op"], e["entry"]) for e in read.rows.to_pylist()[21:]] == [("DEL", "1")]
    assert "a loss of 95%" in read.more["list_versions"].to_pylist()[2]["doubt"]


def test_a_row_is_a_line_of_all_members_one_after_another(archive):
    path = archive(DAYS)
    read = read_history(path, "history", "evidence:1")
    changed = read.rows.to_pylist()[3]
    # 3 lines on 1 January, 4 on the 2nd, one empty on the 3rd, 3 on the 4th: the first of the 5th is line 12
    assert changed["row"] == 12
    assert history_lines(path, {12}, 99) == {12: "sdn_2024-01-05.csv line 1: " + ship(1, "ALDER", 8691702).strip()[:72]}


@pytest.mark.parametrize(
    ("days", "word"),
    [
        ({"sdn_2024-01-02.csv": ALDER + "\x1a", "sdn_2024-01-01.csv": ALDER + "\x1a"}, "in order"),
        ({"sdn_2024-01-01.csv": ALDER + "\x1a", "sdn.csv": ALDER + "\x1a"}, "no date in its name"),
        ({"sdn_2024-01-01.csv": ALDER, "sdn_2024-01-02.csv": ""}, "no good version"),
    ],
)
def test_an_archive_that_is_no_history_is_refused_in_words(archive, days, word):
    with pytest.raises(EvidenceError, match=word):
        read_history(archive(days), "history", "evidence:1")


def test_other_archives_are_none_and_a_cut_one_is_refused(archive, tmp_path):
    assert not is_history(archive({"a.csv": "x", "b.csv": "y"}, ".zip"))
    path = archive(DAYS)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(EvidenceError, match="no whole archive"):
        read_history(path, "history", "evidence:1")


# ------------------------------------------------------------------------------------------------------- real history


@pytest.fixture(scope="module")
def history():
    """The 192 days, their standings and statements of vessels."""
    standings, statements = read_days()
    return [s["counts_from"] for s in standings], statements.to_pylist(), (standings, statements)


FIELDS = {"name": "name", "imo": "imo", "flag": "flag", "mmsi": "mmsi", "callsign": "call_sign", "program": "programme",
          "owner": "owner"}  # fmt: skip


def views(days, said):
    """What each vessel says, by day: property to its values, from the statements known then."""
    found = {day: defaultdict(lambda: defaultdict(list)) for day in days}
    for s in sorted(said, key=lambda s: (s["property"], s["value"])):
        if s["property"] in FIELDS.values() and (s["qualifier"] is None or s["property"] in ("imo", "mmsi")):
            one = s["normal"] if s["property"] in ("imo", "mmsi") else s["value"]
            until = bisect_left(days, s["known_until"]) if s["known_until"] else len(days)
            for day in days[bisect_left(days, s["known_from"]) : until]:
                found[day][s["entry"]][s["property"]].append(one)
    return found


def value(held, name):
    values = held[FIELDS[name]]
    if name == "mmsi":
        return values
    if name == "program":
        return "] [".join(values)
    return values[0] if values else None


@REAL
def test_the_days_reproduce_every_published_change_of_a_vessel(history):
    days, said, _ = history
    assert len(days) == 192
    expected = json.loads((OFAC / "vessel_changes_2021-08_2023-06.json").read_text())
    seen, found = views(days, said), defaultdict(list)
    for before, day in zip(days, days[1:], strict=False):
        old, new, when = seen[before], seen[day], day.date().isoformat()
        for ref in set(new) - set(old):
            found["added"].append([when, ref, value(new[ref], "name"), value(new[ref], "imo")])
        for ref in set(old) - set(new):
            found["removed"].append([when, ref, value(old[ref], "name"), value(old[ref], "imo")])
        for ref in set(old) & set(new):
            for name in FIELDS:
                a, b = value(old[ref], name), value(new[ref], name)
                if a != b:
                    found[name].append([when, ref, a, b, value(new[ref], "name")])
    assert {k: sorted(v, key=str) for k, v in found.items()} == {k: sorted(v, key=str) for k, v in expected.items()}


def read_line(line):
    """What one vessel's line says, read by itself."""
    rows = Rows("ofac_sdn", "", "day", "evidence:day")
    take_record(rows, 1, next(csv.reader([line.decode("latin-1")])))
    read, held = rows.read(), defaultdict(list)
    (entry,) = read.rows.to_pylist()
    held["name"], held["programme"] = [entry["name"]], sorted(entry["programmes"])
    for f in sorted(read.more["list_facts"].to_pylist(), key=lambda f: f["value"]):
        if f["property"] in ("imo", "mmsi"):
            held[f["property"]].append(f["normal"])
        elif f["property"] in FIELDS.values() and f["qualifier"] is None:
            held[f["property"]].append(f["value"])
    return entry["entry"], held


@REAL
def test_a_view_as_of_a_day_is_what_that_days_file_says(history):
    days, said, _ = history
    seen, read = views(days, said), cache(read_line)
    with lzma.open(HISTORY) as file, tarfile.open(fileobj=file, mode="r|") as packed:
        for info in packed:
            lines = packed.extractfile(info).read().split(b"\r\n")
            assert seen[date_in_name(info.name)] == dict(read(line) for line in lines if b'"vessel"' in line), info.name


@REAL
def test_screening_as_of_a_day_is_screening_on_that_days_file_alone(history):
    """One day in 24, the first and the last; every day: ``python -m benchmarks screening``."""
    days, entries, queries, differing = compare_days(*history[2], every=24)
    assert (days, differing) == (9, [])
    assert entries > 9 * 400
    assert queries > 9 * 8
