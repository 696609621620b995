"""A list of anybody's as a table whose columns case.toml names."""

import gzip

import pytest

from fairlead import formats
from fairlead.errors import EvidenceError
from fairlead.formats.lists.mapped import check_list_mapping

MAPPING = {
    "name": "Vessel", "imo": "IMO No.", "mmsi": "MMSI", "call_sign": "Radio", "flag": "Flag State", "kind": "Type",
    "alias": "Also known as", "listed": "Designated on", "programme": "Regime", "measure": "What", "owner": "Owner",
    "id": "Ref", "published": "As at", "separator": "|", "publisher": "Harbour Watch of Nowhere",
    "kinds": {"Ship": "vessel", "Firm": "company"},
}  # fmt: skip
LISTS = {"harbour_watch": MAPPING}
TABLE = (
    "Ref;Vessel;Type;IMO No.;MMSI;Radio;Flag State;Also known as;Designated on;Regime;What;Owner;As at;Colour\n"
    "H-1;MADE-UP STAR;Ship;9074729;273000001|273000002;UB 12;Gabon;OLD STAR|ELDER STAR;3.2.2024;R1|R2;port ban;Lines;"
    "2024-03-01;red\n"
    "H-2;Lines;firm;;;;;;2024;R1;asset freeze;;2024-03-01;\n"
)


@pytest.fixture
def write(tmp_path):
    def to(content):
        path = tmp_path / "list.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return to


def sniff_and_read(path, lists=LISTS):
    sniffed = formats.sniff(path, "list.csv", None, lists)
    return sniffed, formats.read(path, "list.csv", sniffed.kind, "evidence:1", lists)


@pytest.mark.parametrize("pack", [str.encode, lambda text: gzip.compress(text.encode())])
def test_a_table_that_fits_a_mapping_is_that_list(write, pack):
    sniffed, found = sniff_and_read(write(pack(TABLE)))
    assert sniffed.kind == "mapped_list"
    assert sniffed.words.endswith("[lists.harbour_watch] of case.toml names; not used: Colour")
    ship, firm = found.rows.to_pylist()
    assert (ship["list"], ship["entry"], ship["entry_kind"], ship["row"]) == ("harbour_watch", "H-1", "vessel", 2)
    assert (ship["programmes"], ship["measures"]) == (["R1", "R2"], ["port ban"])
    assert (ship["aliases"], ship["listed_words"]) == (["OLD STAR", "ELDER STAR"], "3.2.2024")
    assert ship["listed_start"].date().isoformat() == "2024-02-03"
    assert (firm["entry"], firm["entry_kind"], firm["listed_end"].date().isoformat()) == (
        "H-2",
        "company",
        "2025-01-01",
    )
    facts = found.more["list_facts"].to_pylist()
    said = {(f["property"], f["value"]): f["normal"] for f in facts if f["entry"] == "H-1"}
    assert said == {
        ("imo", "9074729"): "9074729", ("mmsi", "273000001"): "273000001", ("mmsi", "273000002"): "273000002",
        ("call_sign", "UB 12"): "UB12", ("flag", "Gabon"): "GA", ("owner", "Lines"): None,
        ("alias", "OLD STAR"): None, ("alias", "ELDER STAR"): None,
    }  # fmt: skip
    (version,) = found.more["list_versions"].to_pylist()
    assert (version["publisher"], version["published_words"]) == ("Harbour Watch of Nowhere", "2024-03-01")
    assert (version["entries"], version["vessels"], version["with_imo"]) == (2, 1, 1)


def test_without_its_mapping_it_is_no_list(write):
    with pytest.raises(EvidenceError, match="table of no known kind"):
        formats.sniff(write(TABLE), "list.csv")
    with pytest.raises(EvidenceError, match=r"list.csv: no \[lists.NAME\] of case.toml names columns that it has"):
        formats.read(write(TABLE), "list.csv", "mapped_list", "evidence:1")


def test_columns_that_a_file_lacks_are_named(write):
    path = write(TABLE.replace("IMO No.", "Number").replace("Radio", "Sign"))
    words = "as the list harbour_watch it lacks the columns 'IMO No.' and 'Radio' that [lists.harbour_watch] names"
    for act in (lambda: sniff_and_read(path), lambda: formats.read(path, "l", "mapped_list", "evidence:1", LISTS)):
        with pytest.raises(EvidenceError) as refused:
            act()
        assert words in str(refused.value)
        assert str(refused.value).endswith("for imo and call_sign")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TABLE + 'H-3;"CUT', "cut off"),
        (TABLE.replace("Colour", "MMSI"), "has the column 'MMSI' twice"),
        (TABLE.replace("2024-03-01;\n", "2024-03-02;\n"), "one version a file"),
        (TABLE.split("\n", 1)[0] + "\n", "holds no entry"),
    ],
)
def test_what_is_not_one_whole_list_is_refused(write, text, words):
    with pytest.raises(EvidenceError, match=words):
        sniff_and_read(write(text))


def test_a_file_cut_off_within_a_record_is_in_doubt_and_said_to_lack_the_end_of_its_line(write):
    (version,) = sniff_and_read(write(TABLE[:-25]))[1].more["list_versions"].to_pylist()
    assert "it may be cut off" in version["doubt"]
    assert version["caveats"][-1] == "its file ends within a line: it may be cut off there"


def test_rows_of_no_name_or_of_a_kind_that_nothing_explains_are_refused_alone(write):
    found = sniff_and_read(write(TABLE + "H-3;;Ship;;;;;;;;;;;\nH-4;X;Boat;;;;;;;;;;;\n"))[1]
    assert found.rows.num_rows == 2
    reasons = [r["reason"] for r in found.rejects.to_pylist()]
    assert any("line 4: has no list or no name" in r for r in reasons)
    assert any("line 5: is of the kind 'boat', none of vessel, company" in r for r in reasons)


def test_a_table_of_a_known_kind_is_not_taken_for_a_list_unasked(write):
    lists = {"mine": {"name": "name", "imo": "imo"}}
    vessels = write("vessel_id,name,imo\nA,ALDER,9074729\n")
    kind = formats.sniff(vessels, "f.csv").kind
    with pytest.raises(EvidenceError, match=f"say which, --as mapped_list or --as {kind}"):
        formats.sniff(vessels, "f.csv", None, lists)
    reports = write("name,imo,mmsi,time,lat,lon\nALDER,9074729,273000001,2024-03-01 00:00:00,42.0,133.0\n")
    with pytest.raises(EvidenceError, match="--as mapped_list or --as ais_csv"):
        formats.sniff(reports, "f.csv", None, lists)
    published = write("list,name,imo\nport_watch,ALDER,9074729\n")
    assert formats.sniff(published, "f.csv", None, lists).kind == "watch_list"


def test_of_two_mappings_that_fit_the_one_that_names_more_is_meant_and_of_equals_none(write):
    wide, narrow = {"name": "Vessel", "imo": "IMO No."}, {"name": "Vessel"}
    assert sniff_and_read(write(TABLE), {"a": narrow, "b": wide})[1].rows["list"].to_pylist() == ["b", "b"]
    with pytest.raises(EvidenceError, match=r"has the columns of \[lists.a\] and \[lists.b\]"):
        sniff_and_read(write(TABLE), {"a": wide, "b": wide})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"imo": "vessel"}, r"\[lists.harbour_watch\] names the column 'vessel' for both name and imo"),
        ({"imo": 7}, "imo is the name of a column in quotes; here it is 7"),
        ({"imo": " "}, "imo is the name of a column in quotes"),
        ({"shoe": "Shoe"}, "has 'shoe'; it may have id, kind, name"),
        ({"list": "Ref"}, "has 'list'; it may have"),
        ({"name": None}, "name is the name of a column in quotes; here it is None"),
        ({"separator": "a"}, "separator is what stands between values"),
        ({"separator": ""}, "separator is what stands between values"),
        ({"publisher": 3}, "publisher is a text in quotes"),
        ({"kinds": {"Ship": "boat"}}, "kinds gives the file's words for kinds as vessel, company"),
        ({"kinds": "vessel"}, "kinds gives the file's words"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused_in_words(changes, words):
    with pytest.raises(EvidenceError, match=words):
        check_list_mapping("harbour_watch", MAPPING | changes)


@pytest.mark.parametrize(
    ("name", "mapping", "words"),
    [
        ("Harbour Watch", MAPPING, "named in small letters"),
        ("watch", "Vessel", "is a table of words and the columns"),
        ("watch", {"imo": "IMO"}, "does not say which column is name"),
        ("watch", {"name": "V", "kinds": {"Ship": "vessel"}}, "does not say which column is kind"),
    ],
)
def test_a_mapping_needs_a_name_a_table_and_the_column_of_names(name, mapping, words):
    with pytest.raises(EvidenceError, match=words):
        check_list_mapping(name, mapping)


@pytest.mark.parametrize(
    ("form", "written", "day"),
    [
        ("MM/DD/YYYY", "3/5/2024", ("2024-03-05", "2024-03-06")),
        ("DD/MM/YYYY", "03/05/2024", ("2024-05-03", "2024-05-04")),
        ("DD/MM/YYYY", "00/05/2024", ("2024-05-01", "2024-06-01")),
        ("MMM DD, YYYY", "May 3, 2024", ("2024-05-03", "2024-05-04")),
        ("MM/YYYY", "05/2024", ("2024-05-01", "2024-06-01")), ("YYYY", "2024", ("2024-01-01", "2025-01-01")),
        ("YYYYMMDD", "20240503", ("2024-05-03", "2024-05-04")), ("MM/DD/YYYY", "13/05/2024", None),
        ("MM/DD/YYYY", "2024-03-05", None), ("MM/DD/YYYY", "00/05/2024", None), ("MMM YYYY", "Foo 2024", None),
        ("DD/MM/YYYY", "31/02/2024", None),
    ],
)  # fmt: skip
def test_dates_are_in_the_form_that_the_mapping_says_and_in_no_other(write, form, written, day):
    lists = {"mine": {"name": "Vessel", "listed": "On", "published": "At", "date_format": form}}
    found = formats.read(write(f"Vessel;On;At\nX;{written};{written}\n"), "x", "mapped_list", "evidence:1", lists)
    (ship,), (version,) = found.rows.to_pylist(), found.more["list_versions"].to_pylist()
    assert (ship["listed_words"], version["published_words"]) == (written, written)
    for start, end in (
        (ship["listed_start"], ship["listed_end"]), (version["published_start"], version["published_end"]),
    ):  # fmt: skip
        assert (start and (f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}")) == day
    assert [r["field"] for r in found.rejects.to_pylist()] == ([] if day else ["listed_words", "published"])


@pytest.mark.parametrize("form", ["MM/DD", "YYYY-DD", "YYYY-MM-MMM", "whenever", "%Y-%m-%d", ""])
def test_a_form_that_is_none_is_refused(form):
    with pytest.raises(EvidenceError, match="date_format .* is no form of dates"):
        check_list_mapping("mine", {"name": "Vessel", "date_format": form})
