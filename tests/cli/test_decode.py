"""Decoding files of AIS without a case."""

import json
from collections import Counter
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest

from fairlead.base.tables import POSITIONS, STATICS
from fairlead.cli.main import main

HEADER = "mmsi,ts,lat,lon,shipname\n"
RAW = Path(__file__).parents[2].parent / "shared/data/ais/raw/nmea"
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


def test_what_no_ship_sent_is_counted_by_type_and_reachable(decode, tmp_path):
    """Of each class one: a coast station, a rescue aircraft, a man overboard, a craft of a ship, a buoy, and a ship."""
    rows = [("002320001", 4, "STATION"), ("111232001", 9, "RESCUE"), ("972111222", 1, ""), ("982350001", 18, "TENDER"),
            ("992351000", 21, "BUOY"), ("273000001", 1, "SHIP")]  # fmt: skip
    text = "mmsi,ts,lat,lon,msg_type,shipname\n" + "".join(
        f"{mmsi},2024-03-07T00:00:00,42.75,133.08,{kind},{name}\n" for mmsi, kind, name in rows
    )
    done = decode({"a.csv": text})
    words = " ".join(done.out.split())
    assert "6 rows = 1 kept + 5 refused; 1 position, 1 static report" in words
    assert "messages by type: 1 2, 4 1, 9 1, 18 1, 21 1" in words
    assert "of what no ship sent: 5 positions, 4 static reports" in words
    assert "out.others.parquet and out.others.statics.parquet written" in words
    others = POSITIONS.check(pq.read_table(tmp_path / "out.others.parquet")).to_pylist()
    assert [(p["mmsi"], p["msg_type"], p["row"]) for p in others] == [
        (int(mmsi), kind, n) for n, (mmsi, kind, _) in enumerate(rows[:-1], start=2)
    ]
    names = STATICS.check(pq.read_table(tmp_path / "out.others.statics.parquet"))["name"].to_pylist()
    assert sorted(names) == ["BUOY", "RESCUE", "STATION", "TENDER"]


@pytest.mark.skipif(not RAW.exists(), reason="the sample logs are not here")
def test_the_stations_and_buoys_of_a_real_log_are_decoded(decode, tmp_path):
    """Of the Danish log 833 reports of base stations (message 4), 25 of aids to navigation (21), 19 of MMSIs 00...
    that send as ships; notes beside the samples count them with another decoder."""
    done = decode({str(RAW / "dma_denmark_2013-11-12_pghp.nmea.gz"): None}, "--json")
    (found,) = json.loads(done.out)
    assert (found["types"]["4"], found["types"]["21"], sum(found["types"].values())) == (833, 25, 17_392)
    others = pq.read_table(tmp_path / "out.others.parquet").to_pylist()
    assert {4: 833, 21: 25}.items() <= Counter(p["msg_type"] for p in others).items()
    assert len(others) == 877
    names = pq.read_table(tmp_path / "out.others.statics.parquet")
    assert all(
        n for n, kind in zip(names["name"].to_pylist(), names["msg_type"].to_pylist(), strict=True) if kind == 21
    )


def test_a_log_of_stations_alone_is_worth_writing(decode, tmp_path):
    text = "mmsi,ts,lat,lon,msg_type\n002320001,2024-03-07T00:00:00,42.75,133.08,4\n"
    assert decode({"a.csv": text}).code == 0
    assert pq.read_metadata(tmp_path / "out.parquet").num_rows == 0
    assert pq.read_metadata(tmp_path / "out.others.parquet").num_rows == 1


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
