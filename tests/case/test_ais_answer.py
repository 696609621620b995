"""What a case's AIS holds, from rows by hand: counts, order of the telling rows, and null for what no step made."""

from datetime import UTC, datetime, timedelta

from fairlead.base.tables import TABLES
from fairlead.case.ais_answer import GAPS, sum_up_ais
from fairlead.case.ais_caveats import count_ports

START = datetime(2024, 3, 1, tzinfo=UTC)
AREA = [{"area_id": "area:1", "port": "Alpha"}]


def filled(name, rows):
    """Rows with what a test does not care about made up from the types of the columns."""
    plain = {"string": "x", "int32": 1, "int64": 1, "int16": 1, "double": 1.0, "float": 1.0, "bool": False}
    base = {}
    for field in TABLES[name].schema:
        kind = str(field.type)
        base[field.name] = [] if kind.startswith("list") else START if kind.startswith("timestamp") else plain.get(kind)
    return TABLES[name].from_rows([{**base, **row} for row in rows])


def segment(n, mmsi, hull=0, names=(), noise=False, unlisted=None):
    return {
        "segment_id": f"segment:{n:016x}", "mmsi": mmsi, "hull_no": hull, "is_noise": noise,
        "names": list(names), "names_unlisted": unlisted, "end_time": START + timedelta(hours=n), "positions": 5,
        "sources": [],
    }  # fmt: skip


def told(made, **tables):
    evidence = [
        {
            "evidence_id": "evidence:a", "kind": "marinecadastre", "rows_in": 12, "rows_kept": 10, "rows_rejected": 2,
            "positions": 10, "statics": 3,
        }
    ]  # fmt: skip
    held = {name: filled(name, rows) for name, rows in {"evidence": evidence, **tables}.items()}
    return sum_up_ais(
        lambda name: held.get(name, TABLES[name].empty()), {"number": 1, "tables": {name: {} for name in made}}
    )


def kind(found, title):
    return next(k for k in found["ais"]["kinds"] if k["title"] == title)


def test_a_case_without_ais_has_nothing_to_sum_up():
    assert sum_up_ais(lambda name: TABLES[name].empty(), {}) is None


def test_ships_are_counted_by_mmsi_and_by_hull_and_noise_is_no_ship():
    rows = [segment(1, 7), segment(2, 7, hull=1), segment(3, 8), segment(4, 9, noise=True)]
    found = told(["segments"], segments=rows)
    assert found["ais"]["reports"] == {
        "files": 1,
        "in": 12,
        "kept": 10,
        "refused": 2,
        "positions": 10,
        "statics": 3,
        "refused_for": [],
        "made_null": [],
        "times_back": [],
        "alike": [],
        "held": {},
        "again": {},
        "held_words": "",
    }
    assert found["ais"]["ships"] == {
        "mmsis": 3, "mmsis_untracked": 1, "hulls": 3, "noise_reports": 5, "many_names": [], "names_words": [],
        "words": "3 MMSIs, of 1 of which no report is on a ship's track; 3 ships",
    }  # fmt: skip
    assert found["ais"]["period"] == {"start": "2024-03-01T00:00:00Z", "end": "2024-03-01T04:00:00Z"}
    shared = kind(found, "segments")
    assert (shared["count"], [r["words"] for r in shared["telling"]]) == (
        4, ["2 ships that cannot be one sent the MMSI 000000007."],
    )  # fmt: skip


def test_what_no_step_made_is_null_and_what_it_made_without_rows_is_nought():
    found = told(["segments", "port_calls"], segments=[segment(1, 7)], areas=AREA)
    assert kind(found, "port calls")["count"] == 0
    assert kind(found, "loitering")["count"] is None
    assert kind(found, "loitering")["words"] == "this run did not come to it"


def test_encounters_at_sea_and_in_port_are_apart_and_the_longest_are_told_first():
    def encounter(n, hours, is_in_port):
        return {
            "encounter_id": f"encounter:{n:016x}", "mmsi": 7, "other_mmsi": 8, "hours": hours, "is_in_port": is_in_port,
            "words": f"{hours} h", "sources": [],
        }  # fmt: skip

    rows = [encounter(1, 3.0, False), encounter(2, 9.0, False), encounter(3, 4.0, True)]
    ships = [segment(1, 7, names=["ALDER"]), segment(2, 8)]
    found = told(["segments", "encounters"], encounters=rows, segments=ships, areas=AREA)
    sea = kind(found, "encounters at sea")
    assert (sea["count"], [r["words"] for r in sea["telling"]]) == (2, ["9.0 h", "3.0 h"])
    assert sea["telling"][0]["ships"] == ["ALDER (000000007)"]  # the other sent no name
    assert kind(found, "encounters in port")["count"] == 1


def test_without_ports_nothing_is_said_to_be_nought_that_was_not_looked_for():
    """Encounters are told, and not as at sea; port calls and voyages have no count."""
    met = {"encounter_id": "encounter:1", "mmsi": 7, "other_mmsi": 8, "hours": 3.0, "words": "3 h", "sources": []}
    made = ["segments", "port_calls", "encounters", "loitering", "voyages", "draught_changes", GAPS]
    found = told(made, encounters=[met], segments=[segment(1, 7)])["ais"]
    kinds = {k["title"]: (k["count"], k["words"]) for k in found["kinds"]}
    assert kinds["port calls"] == (None, "no ports are held: port calls were not looked for")
    assert kinds["voyages"] == (None, "no ports are held: voyages, from port to port, were not looked for")
    assert kinds["encounters"] == (1, "no ports are held: which of them lay in or near a port is not known")
    assert kinds["loitering"] == (0, "")
    assert not {"encounters at sea", "encounters in port"} & set(kinds)
    (lack,) = found["lacks"]
    assert lack["words"].startswith("No ports are held: port calls were not looked for, nor voyages")
    assert "UpdatedPub150.csv" in lack["do"]
    assert "[[areas]]" in lack["do"]
    assert found["ports"] == 0


def test_with_ports_no_call_is_nought_of_so_many_ports():
    made = ["segments", "port_calls", "voyages"]
    found = told(made, segments=[segment(1, 7)], areas=AREA)
    assert (found["ais"]["lacks"], found["ais"]["ports"]) == ([], 1)
    calls = kind(found, "port calls")
    assert (calls["count"], calls["words"]) == (0, "none, of 1 port held")
    assert kind(found, "voyages")["count"] == 0


def test_ports_are_those_of_areas_and_places_where_ships_lie_each_once():
    def place(label, name, kind="port", lat=1.0):
        return {"label": label, "name": name, "place_kind": kind, "lat": lat, "other_names": []}

    places = filled("places", [
        {**place("P1", "Alpha"), "place_id": "place:1"},  # has areas, by name
        {**place("P2", "Beta"), "place_id": "place:2"},
        {**place("P3", "Gamma", "country"), "place_id": "place:3"},
        {**place("P4", "Delta", lat=None), "place_id": "place:4"},
        {**place("P5", "Epsilon", "roads"), "place_id": "place:5"},  # has areas, by label
    ])  # fmt: skip
    areas = filled("areas", [
        {"area_id": f"area:{n}", "port": port} for n, port in enumerate(("alpha", "Alpha", "p5", "Omega"))
    ])  # fmt: skip
    assert count_ports(areas, places) == 4
    assert count_ports(areas.slice(0, 0), places) == 3


def conflict(n, kind="two_places", mmsi=7, receiver=None, words="So."):
    ahead_h = None if receiver is None else 3.0
    return {"conflict_id": f"conflict:{n:016x}", "conflict_kind": kind, "mmsi": mmsi, "other_mmsi": None,
            "words": words, "receiver": receiver, "ahead_h": ahead_h, "sources": []}  # fmt: skip


def test_conflicts_that_a_clock_makes_are_told_with_it_and_not_counted_beside_others():
    """MMSI 7 is two ships by a clock alone, 8 by itself too, 9 by itself alone."""
    rows = [
        conflict(1, "clock", receiver="C", words="Times of receiver C are 3 h ahead of those of A."),
        conflict(2, receiver="C"), conflict(3, "teleport", receiver="C"), conflict(4, mmsi=8, receiver="C"),
        conflict(5, mmsi=8), conflict(6, mmsi=9), conflict(7, "frozen"),
    ]  # fmt: skip
    ships = [segment(n, mmsi, hull=hull) for n, (mmsi, hull) in enumerate((m, h) for m in (7, 8, 9) for h in (0, 1))]
    found = told(["segments", "conflicts"], conflicts=rows, segments=ships)
    (clock,) = found["clocks_off"]
    assert (clock["id"], clock["receiver"], clock["ahead_h"], clock["conflicts"]) == (
        "conflict:" + f"{1:016x}",
        "C",
        3,
        3,
    )
    assert clock["words"] == (
        "Times of receiver C are 3 h ahead of those of A. 3 conflicts rest on it and are not counted beside others. "
        "Every time that rests on these reports is as doubtful, and one ship may be told as two; nothing "
        "was corrected."
    )
    told_of = kind(found, "conflicts")
    assert told_of["count"] == 4
    assert told_of["words"] == "two places 2, clock 1, frozen 1; 3 more that a clock which is off makes"
    assert not {r["id"] for r in told_of["telling"]} & {f"conflict:{n:016x}" for n in (2, 3, 4)}
    shared = kind(found, "segments")
    assert shared["words"] == "2 MMSIs sent by several ships; 1 more seems so by a clock that is off"
    assert (found["ais"]["ships"]["mmsis"], found["ais"]["ships"]["hulls"]) == (3, 5)


def test_a_draught_that_fell_tells_as_much_as_one_that_rose():
    rows = [
        {
            "draught_change_id": f"draught_change:{n:016x}",
            "mmsi": 7,
            "change_m": change,
            "words": f"{change}",
            "sources": [],
        }
        for n, change in enumerate((1.0, -4.0, 2.0))
    ]
    found = told(["draught_changes"], draught_changes=rows)
    assert [r["words"] for r in kind(found, "draught changes")["telling"]] == ["-4.0", "2.0", "1.0"]


def test_gaps_with_the_greatest_chance_come_first_and_unknown_chances_last():
    def gap(n, chance, hours):
        return {
            "gap_id": f"gap:{n:016x}", "mmsi": 7, "p_not_reception": chance, "hours": hours, "words": f"{n}",
            "sources": [],
        }  # fmt: skip

    found = told([GAPS], **{GAPS: [gap(1, None, 99.0), gap(2, 0.2, 9.0), gap(3, 0.9, 8.0)]})
    assert [r["words"] for r in kind(found, "gaps")["telling"]] == ["3", "2", "1"]
    assert any("switched off" in words for words in found["ais"]["cannot_show"])


def test_each_period_of_listening_is_told_with_its_files_where_there_are_several():
    """A day of two files, of which the second begins 20 h after the first ends; a month later a third."""
    day, hour = timedelta(days=1), timedelta(hours=1)
    spans = {"a.csv": (START, START + hour), "b.csv": (START + 21 * hour, START + day),
             "c.csv": (START + 30 * day, START + 31 * day)}  # fmt: skip
    files = [
        {"evidence_id": f"evidence:{name[0]}", "name": name, "kind": "nmea", "first_position": a, "last_position": b}
        for name, (a, b) in spans.items()
    ]
    listened = [{"start_time": a, "end_time": b} for a, b in spans.values()]
    found = told([], evidence=files, listened=listened)["ais"]
    assert [row["files"] for row in found["listened"]] == [["a.csv", "b.csv"], ["c.csv"]]
    assert found["listened_words"] == [
        "The files are of 2 periods, and between them nobody is known to have listened:",
        "1 Mar 2024: a.csv, b.csv",
        "31 Mar 2024: c.csv",
    ]
    assert told([], evidence=files[:2], listened=listened[:2])["ais"]["listened_words"] == []


def test_gaps_of_ships_that_were_heard_until_nobody_listened_are_counted_apart():
    rows = [{"gap_id": f"gap:{n}", "end_time": None, "is_broken_off": n < 2, "sources": []} for n in range(3)]
    assert kind(told([GAPS], **{GAPS: rows}), "gaps")["words"].startswith(
        "3 still open where listening ended; 2 of ships heard until nobody listened any more, of which nothing is "
        "judged"
    )


def test_what_stands_in_the_files_more_than_once_is_what_they_say_less_what_is_held():
    """Ten positions and three names were read; seven and three rows are held."""
    dense = {"positions": {"parts": [{"rows": 4}, {"rows": 3}]}, "statics": {"parts": [{"rows": 3}]}}
    evidence = [{
        "evidence_id": "evidence:a", "kind": "marinecadastre", "rows_in": 10, "rows_kept": 10, "rows_rejected": 0,
        "positions": 10, "statics": 3,
    }]  # fmt: skip
    held = {"evidence": filled("evidence", evidence)}
    found = sum_up_ais(lambda name: held.get(name, TABLES[name].empty()), {"number": 1, "tables": dense})
    assert found["ais"]["reports"]["held"] == {"positions": 7, "statics": 3}
    assert found["ais"]["reports"]["again"] == {"positions": 3, "statics": 0}
    assert found["ais"]["reports"]["held_words"].endswith(
        "3 positions more stand in the files again, and are held once"
    )
    dense["positions"]["parts"][0]["rows"] = 6
    found = sum_up_ais(lambda name: held.get(name, TABLES[name].empty()), {"number": 1, "tables": dense})
    assert found["ais"]["reports"]["held_words"].endswith("1 position more stands in the files again, and is held once")


def test_an_mmsi_with_more_names_than_a_ship_has_is_told():
    many = segment(1, 7, names=[f"N{n}" for n in range(12)])
    also = segment(2, 7, names=["N3", "M"], noise=True)
    found = told(["segments"], segments=[many, also, segment(3, 8, names=["A", "B"])])
    assert found["ais"]["ships"]["many_names"] == [{"mmsi": 7, "names": 13, "is_least": False}]
    assert found["ais"]["ships"]["names_words"] == [
        "13 names were received under the MMSI 000000007: no ship has so many."
    ]


def test_names_that_a_segment_does_not_list_are_counted_and_of_several_segments_the_most_is_a_least_number():
    """20 of 10,000 names are listed of one segment; those of two may be the same: 10,000 at least."""
    twenty = [f"N{n}" for n in range(20)]
    one, two = segment(1, 7, names=twenty, unlisted=9_980), segment(2, 7, names=["M"])
    for segments, words in (([one], "10,000 names were"), ([one, two], "10,000 names at least were")):
        (said,) = told(["segments"], segments=segments)["ais"]["ships"]["names_words"]
        assert said.startswith(words)


def test_what_most_reports_were_refused_for_is_said_first():
    def reject(n, reason, scope="row"):
        return {"reject_id": f"reject:{n}", "evidence_id": "evidence:a", "name": "a.nmea", "row": 2, "scope": scope,
                "reason": reason}  # fmt: skip

    rows = [
        reject(1, "2 reports: a station on shore (row 1, 2)"), reject(2, "34,071 reports: no time is given (row 1)"),
        reject(3, "cut off after line 9", "file"), reject(4, "720 reports: transmitted without a position (row 3)"),
    ]  # fmt: skip
    said = told(["segments"], segments=[segment(1, 7)], rejects=rows)["ais"]["reports"]["refused_for"]
    assert [w.split(" ")[0] for w in said] == ["cut", "34,071", "720", "2"]
