"""Every data row is a row or a refusal; refusals name the line and say what would help."""

import pytest

from fairlead import formats
from fairlead.errors import EvidenceError
from fairlead.formats import reader

HEADER = "vessel_id,name,imo,dwt\n"


def read(path, kind="vessels"):
    return formats.read(path, "list.csv", kind, "evidence:1")


def told(found):
    return [(r["scope"], r["row"], r["reason"]) for r in found.rejects.to_pylist()]


def refused_file(path, kind="vessels"):
    with pytest.raises(EvidenceError) as e:
        read(path, kind)
    return str(e.value)


def test_rows_in_are_kept_or_refused(file):
    found = read(file(HEADER + "V1,Alder,,\nV2,,,\nV3,Birch,123,\nV4,Cedar,,5000\n"))
    assert (found.rows_in, found.rows.num_rows, found.rejects.num_rows) == (4, 3, 2)
    assert found.rows["row"].to_pylist() == [2, 4, 5]
    assert sorted((r["row"], r["scope"]) for r in found.rejects.to_pylist()) == [(3, "row"), (4, "field")]
    assert set(found.rows["evidence_id"].to_pylist()) == {"evidence:1"}


def test_all_faults_of_a_row_are_told_at_once(file):
    (reject,) = read(file(HEADER + "V1,,123,heavy\nV2,Birch,,\n")).rejects.to_pylist()
    assert reject["reason"] == (
        "line 2: name is blank; every row needs it; dwt 'heavy' is not a number; write digits alone, and leave it "
        "blank where it is not known; imo '123' is not seven digits; leave it blank where no number is known"
    )
    assert (reject["label"], reject["field"], reject["raw"]) == ("V1", None, "V1,,123,heavy")
    assert (reject["name"], reject["evidence_id"]) == ("list.csv", "evidence:1")


def test_an_identical_row_is_refused_and_names_the_first(file):
    found = read(file(HEADER + "V1,Alder,,\nV1,Alder,,\n"))
    assert told(found) == [("row", 3, "line 3: is identical to line 2; the first stays")]


def test_an_id_with_other_content_is_refused_and_names_both_lines(file):
    found = read(file(HEADER + "V1,Alder,,\nV1,Birch,,\n"))
    assert found.rows["name"].to_pylist() == ["Alder"]
    assert told(found) == [
        ("row", 3, "line 3: 'V1' is already line 2, with other content; the first stays: give this one its own")
    ]


def test_a_refused_row_does_not_keep_its_id_from_a_good_one(file):
    found = read(file(HEADER + "V1,,,\nV1,Alder,,\n"))
    assert found.rows["name"].to_pylist() == ["Alder"]


def test_two_factors_for_one_product_of_one_table_are_refused(read):
    found = read("conversions", {}, {"barrels_per_tonne": "7.23"}, {"table": "U", "barrels_per_tonne": "7.23"})
    assert found.rows.num_rows == 2
    assert "'T / Gas oil' is already line 2" in found.rejects["reason"].to_pylist()[0]


def test_a_column_nobody_knows_costs_no_row_and_is_named(file):
    found = read(file("vessel_id,name,dwtt,colour\nV1,Alder,3565,red\n"))
    assert found.rows.num_rows == 1
    assert told(found)[0] == (
        "field", 1, "column 'dwtt' is not one this reader knows, and its cells are not used; is it 'dwt'?",
    )  # fmt: skip
    assert "column 'colour'" in told(found)[1][2]
    assert "may have vessel_id, name, imo" in told(found)[1][2]


def test_a_missing_column_refuses_the_file_and_guesses_the_slip(file):
    text = "sighting_id,event,date_starts,observed_by,method\nS1,a,2024,x,y\n"
    assert "has no column 'date_start' (is it 'date_starts'?)" in refused_file(file(text), "sightings")


def test_a_column_named_twice_refuses_the_file(file):
    assert "names the column 'imo' twice" in refused_file(file("vessel_id,name,imo,IMO\nV1,Alder,,\n"))


def test_too_few_and_too_many_cells_are_refused(file):
    found = read(file(HEADER + "V1,Alder\nV2,Birch,,,no\nV3,Cedar,,\nV4,Dogwood,,,,\n"))
    assert found.rows["name"].to_pylist() == ["Cedar", "Dogwood"]
    assert [r for _, _, r in told(found)] == [
        "line 2: has 2 cells where the header has 4: cut off, or a delimiter is missing",
        'line 3: has 5 cells where the header has 4: put a text that holds the delimiter in quotes (")',
    ]


def test_text_under_a_nameless_column_is_not_lost_in_silence(file):
    found = read(file("vessel_id,name,\nV1,Alder,red\nV2,Birch,\n"))
    assert found.rows["name"].to_pylist() == ["Birch"]
    assert told(found)[0][2] == "line 2: has 'red' in column 3, which has no name in the header"


def test_a_header_that_comes_again_is_no_row(file):
    found = read(file(HEADER + "V1,Alder,,\n" + HEADER + "V2,Birch,,\n"))
    assert told(found) == [("row", 3, "line 3: repeats the header")]


def test_blank_lines_and_remarks_are_no_rows(file):
    found = read(file("# list of May\n\n" + HEADER + "\n,,,\n# V0,Alder,,\nV1,Alder,,\n"))
    assert (found.rows_in, found.rows["row"].to_pylist()) == (1, [7])


def test_an_id_that_begins_with_a_number_sign_is_a_row(file):
    assert read(file(HEADER + "#1,Alder,,\n")).rows["label"].to_pylist() == ["#1"]


def test_a_row_over_several_lines_names_them_all(file):
    found = read(file(HEADER + 'V1,"Al\nder",,,,x\nV2,Birch,,\n'))
    assert told(found)[0][2].startswith("lines 2 to 3: has 6 cells")


def test_ids_rest_on_what_is_written_and_not_on_where(file):
    one = read(file(HEADER + "V1,Alder,,3565\n")).rows["particulars_id"].to_pylist()
    moved = read(file("\n\ndwt;name;vessel_id;flag\n3565;Alder;V1;\n")).rows["particulars_id"].to_pylist()
    other = read(file(HEADER + "V1,Alder ,,3565\n")).rows["particulars_id"].to_pylist()
    assert one == moved != other


def test_a_file_longer_than_a_batch_is_whole(file, monkeypatch):
    monkeypatch.setattr(reader, "BATCH", 3)
    found = read(file(HEADER + "".join(f"V{i},Alder {i},,\n" for i in range(10))))
    assert found.rows["row"].to_pylist() == list(range(2, 12))


def test_a_file_of_refusals_alone_is_read(file):
    found = read(file(HEADER + "V1,,,\n"))
    assert (found.rows_in, found.rows.num_rows) == (1, 0)


def test_a_kind_that_does_not_exist_is_refused(file):
    assert "there is no kind 'ships'; there are places, vessels" in refused_file(file(HEADER), "ships")


def test_what_is_refused_is_kept_short(file):
    (reject,) = read(file(HEADER + f"V1,,,{'x' * 9000}\n")).rejects.to_pylist()
    assert len(reject["raw"]) == 2000
    assert len(reject["reason"]) < 300
