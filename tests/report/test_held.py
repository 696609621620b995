from fairlead.report.held import Held, read_out


def test_a_missing_table_is_an_empty_one():
    held = Held({})
    assert held.rows("trips") == []
    assert held.find(["trip:1"]) == {}


def test_a_row_is_walked_down_to_its_lines_of_evidence(small):
    leaves, in_all, is_whole = Held(small()).leaves(["estimate:d"], 10)
    assert in_all == 3
    assert is_whole
    assert [(x.label, x.file, x.line) for x in leaves] == [
        ("S01", "sightings.csv", 2), ("S02", "sightings.csv", 3), ("S03", "sightings.csv", 4),
    ]  # fmt: skip


def test_leaves_beyond_the_limit_are_counted(small):
    leaves, in_all, is_whole = Held(small()).leaves(["estimate:d"], 2)
    assert (len(leaves), in_all, is_whole) == (2, 3, True)


def test_rows_that_name_each_other_do_not_loop(small):
    tables = small()
    alternatives = tables["alternatives"].to_pylist()
    alternatives[0]["sources"] = ["alternative:1", "estimate:a", "trip:" + "0" * 15 + "1"]
    from fairlead.base.tables import ALTERNATIVES

    tables["alternatives"] = ALTERNATIVES.from_rows(alternatives)
    leaves, in_all, is_whole = Held(tables).leaves(["estimate:a"], 10)
    assert [x.label for x in leaves] == ["S01"]
    assert (in_all, is_whole) == (1, True)


def test_an_id_two_tables_share_is_the_line_of_evidence(small):
    name, row = Held(small()).find(["sighting:" + "0" * 15 + "1"])["sighting:" + "0" * 15 + "1"]
    assert name == "sightings"
    assert row["row"] == 2


def test_an_evidence_row_is_read_out_as_written(small):
    row = Held(small()).rows("sightings")[0]
    assert read_out("sightings", row).startswith("Anna · port_call · 2024-02-01 · Alpha")


def test_a_walk_that_would_take_too_long_is_cut_and_says_so(small, monkeypatch):
    from fairlead.report import held

    monkeypatch.setattr(held, "MOST_WALKED", 5)
    _, in_all, is_whole = Held(small()).leaves(["estimate:d"], 10)
    assert in_all == 0
    assert not is_whole
