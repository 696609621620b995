import io
import json
import os
import tarfile
import zipfile

import pytest

import fairlead
from fairlead.errors import CaseError


def outcomes(added):
    return [(a.name, a.outcome) for a in added]


def log(case):
    return [json.loads(line) for line in (case.path / "evidence/log.jsonl").read_text().splitlines()]


def blobs(case):
    return sorted(p.name for p in (case.path / "evidence/blobs").rglob("*") if p.is_file())


def test_a_file_is_kept_as_it_is_and_entered_in_the_log(empty, file, small):
    content = small.sightings("S1", "S2").replace("S2,Alder S2", ",Alder S2").encode()
    path = file("seen.csv", content)
    (added,) = empty.add(path, origin="https://example.org", licence="CC0", by="ann")
    assert (added.outcome, added.kind, added.rows_in, added.rows_kept, added.rows_rejected) == (
        "added",
        "sightings",
        2,
        1,
        1,
    )
    entry = log(empty)[-1]
    assert entry | {"time": "", "prev": ""} == {
        "seq": 2, "time": "", "actor": "ann", "action": "added", "prev": "", "name": "seen.csv", "kind": "sightings",
        "bytes": len(content), "sha256": entry["sha256"], "origin": "https://example.org", "licence": "CC0",
        "rows_in": 2, "rows_kept": 1, "rows_rejected": 1,
    }  # fmt: skip
    blob = empty.path / "evidence/blobs" / entry["sha256"][:2] / entry["sha256"]
    assert blob.read_bytes() == content
    assert blob.stat().st_mode & 0o222 == 0
    assert added.evidence_id == f"evidence:{entry['sha256'][:16]}"


def test_the_same_bytes_again_are_not_stored_twice_and_that_is_said(empty, file, small):
    first = file("one.csv", small.places)
    again = file("two.csv", small.places)
    empty.add(first)
    before = (empty.path / "evidence/log.jsonl").read_bytes()
    (added,) = empty.add(again)
    assert (added.outcome, len(blobs(empty))) == ("known", 1)
    assert "one.csv" in added.words
    assert "not" in added.words or "nothing" in added.words
    assert (empty.path / "evidence/log.jsonl").read_bytes() == before


def test_the_same_bytes_may_be_read_anew_as_another_kind(empty, file, small):
    path = file("p.csv", small.places)
    empty.add(path)
    (added,) = empty.add(path, kind="vessels")
    assert added.outcome == "refused"  # they are no vessels, and stay places
    empty.run(flow=small.flow)
    assert empty.table("places").num_rows == 2


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.csv", b"", "empty"),
        ("header.csv", b"place_id,name,kind\n", "no rows"),
        ("noise.csv", bytes(range(256)) * 50, ""),
        ("prose.csv", b"a note to myself\n", "one column"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason_and_not_kept(empty, file, small, name, content, why):
    (added,) = empty.add(file(name, content))
    assert added.outcome == "refused"
    assert why in added.words
    entry = log(empty)[-1]
    assert (entry["action"], entry["name"], entry["bytes"], entry["reason"]) == (
        "refused",
        name,
        len(content),
        added.words,
    )
    assert blobs(empty) == []
    empty.add(file("places.csv", small.places))
    empty.run(flow=small.flow)
    (reject,) = empty.table("rejects").to_pylist()
    assert (reject["scope"], reject["name"], reject["evidence_id"]) == ("file", name, None)


def test_a_gigabyte_of_zeros_is_refused_before_it_is_copied(empty, tmp_path):
    path = tmp_path / "zeros.csv"
    with path.open("wb") as f:
        f.truncate(1 << 30)
    (added,) = empty.add(path)
    assert (added.outcome, blobs(empty), log(empty)[-1]["bytes"]) == ("refused", [], 1 << 30)


def test_a_symbolic_link_is_refused(empty, file, small):
    link = file("places.csv", small.places).with_name("link.csv")
    link.symlink_to("places.csv")
    (added,) = empty.add(link)
    assert (added.outcome, added.words) == ("refused", "is a symbolic link to places.csv; add the file it points to")


def test_a_pipe_is_refused_and_does_not_hang(empty, tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    assert empty.add(tmp_path / "pipe.csv")[0].words.startswith("is not a regular file")


def test_a_folder_that_holds_no_files_is_refused_and_that_is_in_the_log(empty, tmp_path):
    (tmp_path / "nothing/inside").mkdir(parents=True)
    (added,) = empty.add(tmp_path / "nothing")
    assert (added.name, added.outcome, added.words) == ("nothing", "refused", "is a folder that holds no files")
    assert [(e.action, e.fields.get("name")) for e in empty.log] == [("created", None), ("refused", "nothing")]


def test_a_folder_that_cannot_be_looked_into_is_refused_and_its_neighbours_are_taken(
    empty, tmp_path, small, monkeypatch
):
    for name in ("a", "b", "closed"):
        (tmp_path / "box" / name).mkdir(parents=True)
    (tmp_path / "box/a/places.csv").write_text(small.places)
    real = os.scandir

    def scandir(path="."):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    taken, closed = empty.add(tmp_path / "box")
    assert (taken.name, taken.outcome) == ("box/a/places.csv", "added")
    assert (closed.name, closed.outcome) == ("box/closed", "refused")
    assert "cannot be read" in closed.words


def test_a_folder_is_walked_in_order_and_links_in_it_are_refused(empty, file, small):
    top = file("places.csv", small.places).parent
    (top / "deep").mkdir()
    (top / "deep" / "seen.csv").write_text(small.sightings("S1"))
    (top / "away").symlink_to("/")
    added = empty.add(top)
    assert outcomes(added) == [
        ("files/away", "refused"),
        ("files/places.csv", "added"),
        ("files/deep/seen.csv", "added"),
    ]


def test_licences_and_notes_beside_data_are_left_out_of_a_folder_and_named(empty, file, small):
    top = file("places.csv", small.places).parent
    left = ("LICENSE.nlod_2.0.txt", "README.md", "SOURCES.md", "licence", "Copying.TXT")
    for name in (*left, "Notice_Russia_2024.txt", "readme.csv.txt"):
        (top / name).write_text("On 7 March 2024 the tanker lay at berth 1, and on 9 March she was gone.\n" * 9)
    added = {a.name.removeprefix("files/"): a for a in empty.add(top)}
    assert {name for name, one in added.items() if one.outcome == "left out"} == {*left}
    assert "--as documents" in added["README.md"].words
    names = ("Notice_Russia_2024.txt", "places.csv", "readme.csv.txt")
    assert {name for name, one in added.items() if one.outcome in ("added", "known")} == {*names}
    assert "left out" not in {e.action for e in empty.log}
    assert outcomes(empty.add(top / "README.md"))[0][1] == "known"  # of the same bytes, and named


def test_a_folder_of_notes_alone_is_evidence(empty, file):
    top = file("README.md", "On 7 March 2024 the tanker lay at berth 1, and on 9 March she was gone.\n" * 9).parent
    assert outcomes(empty.add(top)) == [("files/README.md", "added")]


def test_members_of_an_archive_are_added_one_by_one_and_unsafe_ones_refused(empty, tmp_path, small):
    with zipfile.ZipFile(tmp_path / "box.zip", "w") as box:
        box.writestr("seen.csv", small.sightings("S1"))
        box.writestr("../places.csv", small.places)
    added = empty.add(tmp_path / "box.zip")
    assert outcomes(added) == [("box.zip!seen.csv", "added"), ("box.zip!../places.csv", "refused")]
    assert ".." in added[1].words
    assert log(empty)[-2]["archive"]["name"] == "box.zip"
    assert log(empty)[-2]["origin"] is None


def test_a_link_in_an_archive_is_refused(empty, tmp_path, small):
    content = small.places.encode()
    with tarfile.open(tmp_path / "box.tar.gz", "w:gz") as box:
        link = tarfile.TarInfo("passwd.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        box.addfile(link)
        good = tarfile.TarInfo("places.csv")
        good.size = len(content)
        box.addfile(good, io.BytesIO(content))
    assert outcomes(empty.add(tmp_path / "box.tar.gz")) == [
        ("box.tar.gz!passwd.csv", "refused"), ("box.tar.gz!places.csv", "added"),
    ]  # fmt: skip


def test_a_broken_archive_is_refused_and_loses_nothing_that_came_with_it(empty, tmp_path, file, small):
    (tmp_path / "box.zip").write_bytes(b"PK\x03\x04 and no more")
    added = empty.add([tmp_path / "box.zip", file("places.csv", small.places)])
    assert [a.outcome for a in added] == ["refused", "added"]


def test_a_path_that_does_not_exist_stops_before_anything_is_added(empty, file, small):
    with pytest.raises(CaseError, match="no such file: .*nowhere.csv. Nothing was added"):
        empty.add([file("places.csv", small.places), "nowhere.csv"])
    assert blobs(empty) == []


def test_an_unknown_kind_is_refused_with_what_is_close(empty, file, small):
    with pytest.raises(CaseError, match="no kind of evidence is called 'sighting'; did you mean 'sightings'"):
        empty.add(file("s.csv", small.sightings("S1")), kind="sighting")


def test_a_name_that_is_no_text_is_written_in_a_way_that_is(empty, tmp_path, small):
    path = tmp_path / os.fsdecode(b"bad\xff.csv")
    path.write_text(small.places)
    (added,) = empty.add(path)
    assert added.name == "bad\\udcff.csv"


def test_a_file_that_grows_while_it_is_read_is_refused(empty, file, small, monkeypatch):
    path = file("places.csv", small.places)
    stage = fairlead.case.blobs.Blobs.stage

    def stage_and_grow(self, pieces):
        def growing():
            for piece in pieces:
                with path.open("a") as f:
                    f.write("P3,Third,port,1,2\n")
                yield piece

        return stage(self, growing())

    monkeypatch.setattr(fairlead.case.blobs.Blobs, "stage", stage_and_grow)
    (added,) = empty.add(path)
    assert (added.outcome, blobs(empty)) == ("refused", [])
    assert "written to while it was being read" in added.words
    assert list((empty.path / "evidence/blobs").iterdir()) == []


def test_progress_is_told_of_each_file(empty, file, small):
    told = []
    empty.add(
        [file("places.csv", small.places), file("s.csv", small.sightings("S1"))], progress=lambda *a: told.append(a)
    )
    assert told == [("places.csv", 0, 2, 0), ("s.csv", 1, 2, 0), ("", 2, 2, 3)]
