"""The folder, its format, its one writer and its many readers."""

import os
import subprocess
import tomllib
from contextlib import contextmanager

import pytest

import fairlead
from fairlead.errors import CaseError


@pytest.fixture
def is_root():
    return os.geteuid() == 0


@contextmanager
def mounted(*options):
    """A mount for the time of a test; skipped where this process may not mount."""
    *arguments, target = options
    done = subprocess.run(["mount", *arguments, str(target)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"this process may not mount: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(target)], check=True)


# ------------------------------------------------------------------------------------------------------------- making


def test_a_new_case_has_its_folders_a_first_entry_a_commented_case_toml_and_templates(tmp_path):
    case = fairlead.new(tmp_path / "deep" / "case")
    assert [(e.action, e.fields["format"]) for e in case.log] == [("created", 1)]
    assert tomllib.loads((case.path / "case.toml").read_text()) == {"format": 1, "title": "Untitled case"}
    from fairlead.formats.kinds import READERS

    wanted = {k.name for k in READERS.values() if not k.is_published}
    assert {p.stem for p in (case.path / "templates").iterdir()} == wanted
    assert case.verify() == []
    assert fairlead.open(case.path).log == case.log


def test_a_template_added_as_it_is_has_no_rows(tmp_path):
    case = fairlead.new(tmp_path / "case")
    added = case.add(sorted((case.path / "templates").iterdir()))
    assert {a.outcome for a in added} == {"refused"}
    assert all("no rows" in a.words for a in added)


def test_a_case_is_not_made_over_another(empty):
    with pytest.raises(CaseError, match="is a case already"):
        fairlead.new(empty.path)


def test_a_case_toml_that_stands_there_is_kept(tmp_path):
    (tmp_path / "case.toml").write_text('format = 1\ntitle = "Mine"\n')
    fairlead.new(tmp_path)
    assert (tmp_path / "case.toml").read_text() == 'format = 1\ntitle = "Mine"\n'


def test_making_a_case_that_was_interrupted_is_ended_by_doing_it_again(tmp_path):
    (tmp_path / "case/evidence").mkdir(parents=True)
    (tmp_path / "case/evidence/log.jsonl").write_bytes(b'{"act')
    with pytest.raises(CaseError, match="is not a case yet"):
        fairlead.open(tmp_path / "case")
    assert fairlead.new(tmp_path / "case").verify() == []


def test_a_case_of_one_entry_needs_no_head_and_the_next_writer_makes_one(empty, file, small):
    (empty.path / "evidence/head.json").unlink()
    assert empty.notices == ["making this case was interrupted at its end; the next command that writes ends it"]
    assert empty.verify(flow=small.flow) == []
    empty.add(file("places.csv", small.places))
    assert empty.notices == []
    assert (empty.path / "evidence/head.json").is_file()


def test_an_edited_first_entry_does_need_the_head(empty, file, small):
    (empty.path / "evidence/head.json").unlink()
    log = empty.path / "evidence/log.jsonl"
    log.write_text(log.read_text().replace('"seq":1', '"seq":7'))
    with pytest.raises(CaseError, match="Nothing more is written to such a log"):
        empty.add(file("places.csv", small.places))


@pytest.mark.parametrize("without", ["", "evidence/head.json", "runs/0001.json"])
@pytest.mark.parametrize("lose", [lambda log: log.write_bytes(b""), lambda log: log.unlink()], ids=["emptied", "gone"])
def test_a_log_that_was_emptied_is_said_and_never_written_over(done, file, small, lose, without):
    lose(done.path / "evidence/log.jsonl")
    if without:
        (done.path / without).unlink()
    before = {p: p.read_bytes() for p in done.path.rglob("*") if p.is_file()}
    places = file("places.csv", small.places)
    words = r"log.jsonl (is gone|was emptied: it holds no entry), and .* beside it come from entries it had"
    for do in (
        lambda: fairlead.open(done.path),
        lambda: fairlead.open(done.path, read_only=True),
        lambda: fairlead.new(done.path, small.toml.encode()),
        lambda: done.add(places),  # opened while the log was whole
        lambda: done.run(flow=small.flow),
        lambda: done.verify(flow=small.flow),
    ):
        with pytest.raises(CaseError, match=words):
            do()
    assert {p: p.read_bytes() for p in done.path.rglob("*") if p.is_file()} == before


def test_a_log_cut_to_its_first_entry_is_no_new_case_while_originals_lie_beside_it(done, file, small):
    log = done.path / "evidence/log.jsonl"
    log.write_bytes(log.read_bytes().split(b"\n")[0] + b"\n")
    (done.path / "evidence/head.json").unlink()
    assert "evidence/head.json" in {p.place for p in done.verify(flow=small.flow)}
    with pytest.raises(CaseError, match="Nothing more is written"):
        done.add(file("more.csv", small.sightings("S9")))


@pytest.mark.parametrize("make", [lambda p: None, lambda p: p.mkdir(), lambda p: p.write_text("x")])
def test_what_is_no_case_is_refused(tmp_path, make):
    make(tmp_path / "x")
    with pytest.raises(CaseError, match="is not a case"):
        fairlead.open(tmp_path / "x")


# ------------------------------------------------------------------------------------------------------------- format


@pytest.mark.parametrize("read_only", [True, False])
def test_a_case_of_a_newer_format_is_refused_for_reading_and_for_writing(done, read_only):
    path = done.path / "case.toml"
    path.write_text(path.read_text().replace("format = 1", "format = 2"))
    with pytest.raises(CaseError, match=r"case.toml says format 2, and this Fairlead reads format 1: .* newer version"):
        fairlead.open(done.path, read_only=read_only)


def test_a_newer_format_is_seen_even_where_the_rest_of_case_toml_is_not_understood(done):
    (done.path / "case.toml").write_text("format = 3\n[new <syntax>]\n")
    with pytest.raises(CaseError, match="case.toml says format 3"):
        fairlead.open(done.path)


def test_a_newer_format_in_the_first_entry_is_refused_too(done):
    path = done.path / "evidence/log.jsonl"
    path.write_text(path.read_text().replace('"format":1', '"format":2'))
    with pytest.raises(CaseError, match="evidence/log.jsonl line 1 says format 2"):
        fairlead.open(done.path)


def test_a_case_with_a_broken_case_toml_still_opens_adds_and_shows(done, file, small):
    (done.path / "case.toml").write_text("format = 1\n[")
    case = fairlead.open(done.path)
    assert case.table("checks").num_rows == 3
    assert case.add(file("more.csv", small.sightings("S9")))[0].outcome == "added"
    with pytest.raises(CaseError, match="case.toml line 2"):
        case.run(flow=small.flow)


# ------------------------------------------------------------------------------------------------ writers and readers

HOLD = """
import sys, time, fairlead
case = fairlead.open(sys.argv[1])
with case._store.writing():
    print("held", flush=True)
    time.sleep(30)
"""


@pytest.mark.kills
def test_a_second_writer_is_told_who_writes_and_readers_are_not_kept_out(done, python, file, small):
    holder = python(HOLD, done.path, wait=False)
    try:
        assert holder.stdout.readline() == "held\n"
        for write in (
            lambda: done.add(file("more.csv", small.sightings("S9"))),
            lambda: done.run(flow=small.flow),
            lambda: done.decide("S1", "accept", "x"),
        ):
            with pytest.raises(CaseError, match=rf"process {holder.pid} \(since .* UTC\) is writing to"):
                write()
        reader = fairlead.open(done.path, read_only=True)
        assert reader.table("checks").num_rows == 3
        assert reader.explain("S1").line.number == 2
        assert reader.verify(flow=small.flow) == []
    finally:
        holder.kill()
        holder.communicate()
    assert done.add(file("more.csv", small.sightings("S9")))[0].outcome == "added"  # a killed writer leaves no lock


def test_a_case_opened_for_reading_refuses_every_verb_that_writes(done, file, small):
    case = fairlead.open(done.path, read_only=True)
    for write in (
        lambda: case.add(file("more.csv", small.sightings("S9"))),
        lambda: case.run(flow=small.flow),
        lambda: case.decide("S1", "accept", "x"),
    ):
        with pytest.raises(CaseError, match="was opened for reading only"):
            write()


def test_a_case_on_a_read_only_disk_opens_shows_explains_and_verifies(done, file, small):
    """The mount is really read-only (permission bits would not bind root); skipped where mounting is not allowed."""
    with mounted("--bind", done.path, done.path):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(done.path)], check=True)
        with pytest.raises(OSError, match="Read-only"):
            (done.path / "x").write_text("x")
        for case in (fairlead.open(done.path, read_only=True), fairlead.open(done.path)):
            assert case.table("checks").num_rows == 3
            assert case.explain("S1").line.number == 2
            assert case.verify(flow=small.flow) == []
        with pytest.raises(CaseError, match="opening the case 'case' for writing: the disk is read-only"):
            case.add(file("more.csv", small.sightings("S9")))


# ---------------------------------------------------------------------------------------------------------- full disk


def test_a_full_disk_is_said_in_words_loses_nothing_and_a_second_add_completes(tmp_path, file, small):
    """On a real file system of 1 MiB; skipped where mounting is not allowed (the next test needs no mount)."""
    disk = tmp_path / "disk"
    disk.mkdir()
    rows = [f"S{i}" for i in range(20_000)]
    large = file("large.csv", small.sightings(*rows))
    assert large.stat().st_size > 1 << 20
    with mounted("-t", "tmpfs", "-o", "size=1m", "tmpfs", disk):
        case = fairlead.new(disk / "case", small.toml.encode())
        with pytest.raises(CaseError, match="storing large.csv: the disk is full. What was written before stands"):
            case.add([file("places.csv", small.places), large])
        assert [p.name for p in (disk / "case/evidence/blobs").iterdir() if not p.is_dir()] == []
        case = fairlead.open(disk / "case")
        assert case.verify(flow=small.flow) == []
        assert [e.fields["name"] for e in case.log if e.action == "added"] == ["places.csv"]
        subprocess.run(["mount", "-o", "remount,size=16m", str(disk)], check=True)
        assert [a.outcome for a in case.add([file("places.csv", small.places), large])] == ["known", "added"]
        case.run(flow=small.flow)
        assert case.table("checks").num_rows == 20_000
        assert case.verify(flow=small.flow) == []


def test_a_disk_that_fills_up_during_a_run_leaves_the_run_before(tmp_path, file, small):
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted("-t", "tmpfs", "-o", "size=1m", "tmpfs", disk):
        case = fairlead.new(disk / "case", small.toml.encode())
        case.add([file("places.csv", small.places), file("s.csv", small.sightings("S1"))])
        case.run(flow=small.flow)
        (disk / "filler").write_bytes(b"x" * (disk_free(disk) - 100_000))
        case.add(file("more.csv", small.sightings(*(f"T{i}" for i in range(500)))))
        with pytest.raises(CaseError, match="writing tables: the disk is full"):
            case.run(flow=small.flow)
        assert (case.last_run().number, case.table("checks").num_rows) == (1, 1)
        assert case.verify(flow=small.flow) == []
        (disk / "filler").unlink()
        case.run(flow=small.flow)
        assert case.table("checks").num_rows == 501


def disk_free(path):
    s = os.statvfs(path)
    return s.f_bavail * s.f_frsize


LIMITED = """
import resource, sys, fairlead
case = fairlead.open(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    case.add(sys.argv[2:])
except fairlead.CaseError as e:
    print(e)
"""


def test_a_file_that_may_not_grow_so_large_is_said_in_words_and_a_second_add_completes(empty, file, python, small):
    large = file("large.csv", small.sightings(*(f"S{i}" for i in range(2_000))))
    code, out, err = python(LIMITED, empty.path, file("places.csv", small.places), large)
    assert (code, err) == (0, "")
    assert "storing large.csv: the file would be larger than this process may write" in out
    assert empty.verify(flow=small.flow) == []
    assert [a.outcome for a in empty.add([file("places.csv", small.places), large])] == ["known", "added"]


@pytest.mark.parametrize("verb", ["add", "run"])
def test_an_entry_that_does_not_fit_on_the_disk_is_taken_back_and_so_is_its_original(
    empty, file, small, monkeypatch, verb
):
    do = {"add": lambda: empty.add(file("seen.csv", small.sightings("S1"))), "run": lambda: empty.run(flow=small.flow)}
    empty.add(file("places.csv", small.places))
    real = os.write

    def half(fd, content):
        if b'"action":"added"' in bytes(content):
            real(fd, bytes(content)[:40])
            raise OSError(28, "No space left on device")
        return real(fd, content)

    before = (empty.path / "evidence/log.jsonl").read_bytes()
    monkeypatch.setattr(os, "write", half)
    with pytest.raises(CaseError, match="writing to evidence/log.jsonl: the disk is full"):
        do[verb]()
    monkeypatch.setattr(os, "write", real)
    assert (empty.path / "evidence/log.jsonl").read_bytes() == before
    assert empty.verify(flow=small.flow) == []
    do[verb]()
    assert [e.action for e in empty.log] == ["created", "added", "added"]
    assert empty.verify(flow=small.flow) == []


def test_bytes_left_half_copied_go_with_the_next_writer_whatever_the_lock_says(empty, file, small):
    """Found by seeded faults: a power cut may take the words in the lock, a kill may come while they are written."""
    left = empty.path / "evidence/blobs/.adding-1-0"
    left.write_bytes(b"half")
    (empty.path / ".lock").write_bytes(b"")
    empty.add(file("places.csv", small.places))
    assert not left.exists()
    assert empty.verify(flow=small.flow) == []


def test_a_lock_is_never_empty_while_somebody_holds_it(empty, file, small, monkeypatch):
    """Else the next writer would not know that the one before was interrupted."""
    lock = empty.path / ".lock"
    lock.write_bytes(b"process 1 (since then)")

    def killed(*_):
        raise OSError("killed here")

    monkeypatch.setattr("fairlead.case.lock.os.pwrite", killed)
    with pytest.raises(CaseError):
        empty.add(file("places.csv", small.places))
    assert lock.stat().st_size > 0
