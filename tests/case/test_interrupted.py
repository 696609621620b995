"""kill -9 at any moment of new, add and run: the case opens, shows a whole state, and the same command again completes
it.

A driver process copies the case over and over, and kills a copy of itself at an access to a file of the case (one of
Python's audit events), each time some accesses later. A stride of 1 tries every access (about 70 in the add, 90 in the
run); it was run so when this was written. Two further tests kill from outside, by the clock.
"""

import shutil
import signal
import time
from pathlib import Path

import pytest

import fairlead
from fairlead.errors import CaseError

pytestmark = pytest.mark.kills

DRIVER = """
import importlib.util, os, shutil, signal, sys
import fairlead

conftest, verb, original, work, stride, *files = sys.argv[1:]
spec = importlib.util.spec_from_file_location("small_conftest", conftest)
small = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = small
spec.loader.exec_module(small)
EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "os.scandir"}
new = fairlead.new  # what it stands on is loaded here, not in every child
if files:
    from fairlead.formats import closed
    closed._STANDING._started()  # the process that reads is started here, and all children ask it


def do(path):
    if verb == "new":
        new(path, small.CASE_TOML.encode())
        return
    case = fairlead.open(path)
    case.add(files, by="ann") if verb == "add" else case.run(flow=small.SMALL_FLOW, by="ann")


def child(path, kill_at):
    seen = 0

    def hook(event, args):
        nonlocal seen
        if event in EVENTS and args and isinstance(args[0], (str, bytes, os.PathLike)) and path in os.fsdecode(args[0]):
            seen += 1
            if seen == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    do(path)


killed, kill_at = 0, 1
while True:
    path = os.path.join(work, f"at-{kill_at:04d}")
    if verb != "new":
        shutil.copytree(original, path)
    pid = os.fork()
    if pid == 0:
        child(path, kill_at)
        os._exit(0)
    status = os.waitpid(pid, 0)[1]
    if not os.WIFSIGNALED(status):
        print(killed, os.waitstatus_to_exitcode(status))
        break
    killed += 1
    kill_at += int(stride)
"""


@pytest.fixture
def interrupt(python, tmp_path):
    """Kill a verb at every ``stride``-th access to a file; give the folders it left."""

    def kill_everywhere(verb, original, files=(), stride=1):
        work = tmp_path / "work"
        work.mkdir()
        conftest = Path(__file__).with_name("conftest.py")
        code, out, err = python(DRIVER, conftest, verb, original, work, stride, *files)
        assert code == 0, err
        killed, last = map(int, out.split())
        assert last == 0, err
        assert killed > 8
        return sorted(work.iterdir())

    return kill_everywhere


@pytest.mark.parametrize("then", ["new", "add"])
def test_making_a_case_killed_at_any_access_is_completed_by_what_comes_next(tmp_path, file, small, interrupt, then):
    places = file("places.csv", small.places)
    ends = set()
    for folder in interrupt("new", tmp_path):
        ends.add(complete(folder, small, then))
        case = fairlead.open(folder)
        assert {p.name for p in (folder / "templates").iterdir()} >= {"places.csv", "vessels.csv"}
        assert [e.action for e in case.log] == ["created"]
        assert case.add(places, by="ann")[0].outcome == "added"
        assert case.notices == []
        assert case.verify(flow=small.flow) == [], folder
        assert list(folder.rglob(".writing-*")) == []
    assert ends == {"new": {"made", "was whole"}, "add": {"made", "opens"}}[then]


def complete(folder, small, then):
    """Do what a user does next: the same command again, or just use the case where it opens."""
    toml = small.toml.encode()
    if then == "add":
        try:
            fairlead.open(folder, read_only=True)
            return "opens"
        except CaseError:
            pass
    is_whole = (folder / "evidence/head.json").exists()
    if is_whole:
        with pytest.raises(CaseError, match="is a case already"):
            fairlead.new(folder, toml)
        return "was whole"
    fairlead.new(folder, toml)
    return "made"


def state(case, small):
    """What a case holds, for comparison with one that nobody interrupted."""
    added = [(e.fields["name"], e.fields["sha256"]) for e in case.log if e.action == "added"]
    return added, {name: case.table(name).to_pylist() for name in ("sightings", "places", "checks", "marks")}


def check_whole(case):
    """The tables a reader sees are exactly those of the run it sees."""
    record = case.last_run()
    for name, about in record.tables.items() if record else ():
        assert case._store.shelf.stands(name, about), name


def test_an_add_killed_at_any_access_is_completed_by_a_second_add(empty, file, small, interrupt):
    files = [
        file("places.csv", small.places),
        file("seen.csv", small.sightings("S1", "S2")),
        file("empty.csv", b""),
        file("more.csv", small.sightings("S3")),
    ]
    for folder in interrupt("add", empty.path, files, stride=5):
        reader = fairlead.open(folder, read_only=True)
        assert reader.log
        case = fairlead.open(folder)
        outcomes = [a.outcome for a in case.add(files, by="ann")]
        assert outcomes[2] == "refused"
        assert {outcomes[0], outcomes[1], outcomes[3]} <= {"added", "known"}
        assert [e.fields["name"] for e in case.log if e.action == "added"] == ["places.csv", "seen.csv", "more.csv"]
        assert case.notices == []
        assert case.verify(flow=small.flow) == [], folder
        assert list((folder / "evidence/blobs").glob(".adding-*")) == []


def test_a_run_killed_at_any_access_leaves_one_whole_run_and_is_completed_by_a_second(done, file, small, interrupt):
    done.add([file("more.csv", small.sightings("S4", "S5"))], by="ann")
    folders = interrupt("run", done.path, stride=7)
    whole = state(fairlead.open(folders[-1]), small)
    seen = set()
    for folder in folders:
        case = fairlead.open(folder)
        check_whole(case)
        seen.add(case.last_run().number)
        assert case.table("checks").num_rows == {1: 3, 2: 5}[case.last_run().number]
        case.run(flow=small.flow, by="ann")
        check_whole(case)
        assert state(case, small) == whole
        assert case.verify(flow=small.flow) == [], folder
    assert seen == {1, 2}


TORN = """
import os, signal, sys, fairlead
real = os.write

def half(fd, content):
    if b'"action":"added"' in bytes(content):
        real(fd, bytes(content)[:int(sys.argv[2])])
        os.kill(os.getpid(), signal.SIGKILL)
    return real(fd, content)

os.write = half
fairlead.open(sys.argv[1]).add(sys.argv[3], by="ann")
"""


@pytest.mark.parametrize("written", [1, 100])
def test_an_entry_torn_by_a_kill_is_ignored_by_readers_and_moved_aside_by_the_next_writer(
    empty, file, small, python, written
):
    path = file("places.csv", small.places)
    code, _, err = python(TORN, empty.path, written, path)
    assert code == -signal.SIGKILL, err
    case = fairlead.open(empty.path, read_only=True)
    assert [e.action for e in case.log] == ["created"]
    assert case.notices == [
        f"evidence/log.jsonl ends in {written} bytes of an entry that was never finished (an interrupted write). "
        "They are ignored; the next command that writes moves them aside"
    ]
    case = fairlead.open(empty.path)
    assert case.add(path)[0].outcome == "added"
    recovered = case.log[1]
    assert [e.action for e in case.log] == ["created", "recovered", "added"]
    torn, original = recovered.fields["moved"]
    assert (torn["was"], torn["bytes"]) == ("an unfinished entry of evidence/log.jsonl", written)
    assert original["was"].startswith("evidence/blobs/")  # its bytes had arrived, its entry had not
    assert (empty.path / torn["file"]).stat().st_size == written
    assert case.notices == []
    assert case.verify(flow=small.flow) == []


ADD = "import sys, fairlead; print('go', flush=True); fairlead.open(sys.argv[1]).add(sys.argv[2:])"


@pytest.mark.parametrize("after_s", [0.0, 0.15, 0.4])
def test_an_add_of_many_large_files_killed_by_the_clock_is_completed(empty, file, small, python, after_s):
    files = [file("places.csv", small.places)]
    files += [file(f"seen{n}.csv", small.sightings(*(f"S{n}x{i}" for i in range(1_500)))) for n in range(12)]
    process = python(ADD, empty.path, *files, wait=False)
    assert process.stdout.readline() == "go\n"
    time.sleep(after_s)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    case = fairlead.open(empty.path)
    assert {a.outcome for a in case.add(files)} <= {"added", "known"}
    assert len([e for e in case.log if e.action == "added"]) == 13
    assert case.verify(flow=small.flow) == []


RUN = "import sys, fairlead; case = fairlead.open(sys.argv[1]); print('go', flush=True); case.run()"


@pytest.mark.parametrize("after_s", [0.1, 0.4])
def test_a_run_of_the_whole_flow_killed_by_the_clock_is_completed(tmp_path, small, python, after_s):
    case = fairlead.new(tmp_path / "case", (small.bundled / "case.toml").read_bytes())
    case.add(sorted(small.bundled.glob("*.csv")))
    process = python(RUN, case.path, wait=False)
    assert process.stdout.readline() == "go\n"
    time.sleep(after_s)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    check_whole(case)
    case.run()
    check_whole(case)
    assert case.verify() == []


def test_what_a_killed_writer_half_copied_is_cleared_away_and_that_is_in_the_log(empty, file, small):
    (empty.path / "evidence/blobs/.adding-77-0").write_bytes(b"half")
    (empty.path / ".lock").write_text("process 77 (since yesterday)")
    empty.add(file("places.csv", small.places))
    recovered = empty.log[1].fields
    assert (recovered["action"], recovered["half_copied_files"], recovered["half_copied_bytes"]) == ("recovered", 1, 4)
    assert empty.verify(flow=small.flow) == []


def test_an_add_broken_off_by_hand_is_put_right_like_a_kill(empty, file, small, monkeypatch):
    from fairlead.case import log as logs

    real = logs.append

    def broken_off(fd, head, action, *rest):
        if action == "added":
            raise KeyboardInterrupt
        return real(fd, head, action, *rest)

    monkeypatch.setattr(logs, "append", broken_off)
    with pytest.raises(KeyboardInterrupt):
        empty.add(file("places.csv", small.places))
    monkeypatch.setattr(logs, "append", real)
    assert empty.add(file("places.csv", small.places))[0].outcome == "added"
    assert [e.action for e in empty.log] == ["created", "recovered", "added"]
    shutil.rmtree(empty.path / "tables")
    assert empty.verify(flow=small.flow) == []
