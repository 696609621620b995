"""Decoding files of AIS without a case."""

import json
from hashlib import sha256
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest

from fairlead.base.tables import POSITIONS, STATICS
from fairlead.cli.main import main

HEADER = "mmsi,ts,lat,lon,shipname\n"
GOOD = "273000001,2024-03-07T00:00:00,42.75,133.08,NAME\n"


@pytest.fixture
def decode(tmp_path, capsys):
    def decoding(files, *options, out="out.parquet"):
        paths = []
        for name, text in files.items():
            paths.append(tmp_path / name)
            if text is not None:
                paths[-1].write_text(text)
        with pytest.raises(SystemExit) as ended:
            main(["decode", *map(str, paths), "-o", str(tmp_path / out), *options])
        said = capsys.readouterr()
        return SimpleNamespace(code=ended.value.code, out=said.out, err=said.err)

    return decoding


def test_positions_and_statics_of_all_files_go_to_two_files(decode, tmp_path):
    first, second = HEADER + GOOD + GOOD.replace("273000001", "0"), HEADER + GOOD.replace("42.75", "43")
    done = decode({"a.csv": first, "b.csv": second})
    assert (done.code, done.err) == (0, "")
    positions = POSITIONS.check(pq.read_table(tmp_path / "out.parquet")).to_pylist()
    statics = STATICS.check(pq.read_table(tmp_path / "out.statics.parquet")).to_pylist()
    ids = [f"evidence:{sha256(text.encode()).hexdigest()[:16]}" for text in (first, second)]
    assert [(p["lat"], p["row"], p["evidence_id"]) for p in positions] == [(42.75, 2, ids[0]), (43, 2, ids[1])]
    assert [s["name"] for s in statics] == ["NAME", "NAME"]
    words = " ".join(done.out.split())
    assert "2 rows = 1 kept + 1 refused; 1 position, 1 static report" in words
    assert "1 refused: MMSI 0: none was set" in words
    assert "2 files: 3 rows = 2 kept + 1 refused" in words
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "b.csv", "out.parquet", "out.statics.parquet"]


def test_a_file_that_is_none_of_ais_is_named_and_the_others_are_decoded(decode, tmp_path):
    done = decode(
        {"a.csv": HEADER + GOOD, "b.csv": "hello\n", "gone.csv": None, "places.csv": "place_id,name,kind\nP,P,port\n"}
    )
    assert done.code == 1
    assert "3 of 4 files not read to the end; what could be read is written" in done.err
    assert pq.read_metadata(tmp_path / "out.parquet").num_rows == 1
    assert "no kind of AIS file" in " ".join(done.out.split())


def test_machine_output_says_the_same(decode):
    found = json.loads(decode({"a.csv": HEADER + GOOD + "cut\n"}, "--json").out)
    assert [(f["kind"], f["rows_in"], f["rows_kept"], f["positions"]) for f in found] == [("ais_csv", 2, 1, 1)]
    assert list(found[0]["refused"].values()) == [1]


def test_a_mapping_comes_from_a_case_toml(decode, tmp_path):
    toml = tmp_path / "case.toml"
    toml.write_text('[ais.mapping]\nmmsi = "Ship"\ntime = "When"\nlat = "N"\nlon = "E"\n')
    done = decode({"a.csv": "Ship,When,N,E\n273000001,2024-03-07,42,133\n"}, "--mapping", str(toml))
    assert done.code == 0
    toml.write_text("[ais]\n")
    assert "has no table [ais.mapping]" in decode({"a.csv": "x\n"}, "--mapping", str(toml)).err


def test_what_would_overwrite_a_file_to_decode_is_refused(decode, tmp_path):
    decode({"a.csv": HEADER + GOOD})
    done = decode({"out.parquet": None})
    assert done.code == 1
    assert "name another output" in done.err
    assert pq.read_metadata(tmp_path / "out.parquet").num_rows == 1


def test_an_output_that_cannot_be_written_leaves_nothing(decode, tmp_path):
    done = decode({"a.csv": HEADER + GOOD}, out="no/out.parquet")
    assert done.code == 1
    assert "out.parquet" in done.err
    assert decode({"a.csv": HEADER + GOOD}, out="out.csv").code == 2
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize(
    "files",
    [
        {"prose.txt": "It was a dark night.\nNo ship was heard.\n"},
        {"prose.txt": "It was a dark night.\n", "gone.csv": None},
        {"a.csv": HEADER + GOOD.replace("273000001", "0")},
    ],
    ids=["prose", "prose and no file", "refused rows alone"],
)
def test_where_nothing_could_be_read_nothing_is_written_and_it_says_so(decode, tmp_path, files):
    (tmp_path / "out.parquet").write_text("of before")
    done = decode(files)
    assert done.code == 1
    assert "no report of AIS could be read" in " ".join(done.err.split())
    assert "written." not in done.out
    assert {p.name for p in tmp_path.iterdir()} - {*files} == {"out.parquet"}
    assert (tmp_path / "out.parquet").read_text() == "of before"


def test_a_file_of_a_header_alone_was_read_and_gives_empty_tables(decode, tmp_path):
    done = decode({"a.csv": HEADER})
    assert (done.code, done.err) == (0, "")
    assert pq.read_metadata(tmp_path / "out.parquet").num_rows == 0


def test_an_output_that_is_no_parquet_is_told_what_to_type(decode, tmp_path):
    done = decode({"a.csv": HEADER + GOOD}, out="out.csv")
    said = "".join(done.err.replace("│", "").split())
    assert done.code == 2
    assert "decodewritesParquet" in said
    assert f"--out{tmp_path / 'out.parquet'}" in said
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]
