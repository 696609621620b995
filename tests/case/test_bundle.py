"""A bundle holds a case whole: one state, one file; each change of a byte is named; a case comes out of it again."""

import ast
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fairlead
from fairlead.base.ids import canonical_json
from fairlead.case import verifier
from fairlead.case.bundle import unpack, verify_bundle, write_bundle
from fairlead.case.log import read_log
from fairlead.case.verifier import MANIFEST, check_bundle, hash_line, parse_log, spell
from fairlead.engine.local import LocalEngine
from fairlead.errors import CaseError

LOG = "case/evidence/log.jsonl"
TABLE = "case/tables/sightings.parquet"


def bundle_of(case, path):
    return write_bundle(case.store, path, {"report.html": b"<p>43 trips"}, made_by="fairlead 0")


@pytest.fixture(scope="module")
def made(tmp_path_factory, small):
    """A small case that was run twice and decided upon, and its bundle."""
    folder = tmp_path_factory.mktemp("made")
    case = fairlead.new(folder / "case", small.toml.encode())
    for name, text in (("places.csv", small.places), ("sightings.csv", small.sightings("S1", "S2", "S3"))):
        (folder / name).write_text(text)
        case.add(folder / name, by="ann")
    case.run(flow=small.flow, by="ann")
    case.decide("S1", "accept", "seen by two", by="ann")
    case.run(flow=small.flow, by="ann")
    bundle_of(case, folder / "case.zip")
    return case, folder / "case.zip"


@pytest.fixture
def files(made):
    """The files of the bundle by name."""
    with zipfile.ZipFile(made[1]) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def lay(tmp_path):
    """Unpack a bundle, with its own list made to fit what was done to it: what a liar with a text editor can do."""

    def write(files, fit=True):
        folder = tmp_path / "unpacked"
        if fit:
            said = json.loads(files[MANIFEST])
            del said["manifest_hash"]
            said["files"] = [
                {"path": p, "bytes": len(c), "sha256": hash_line(c)} for p, c in sorted(files.items()) if p != MANIFEST
            ]
            files = {**files, MANIFEST: spell(said | {"manifest_hash": hash_line(spell(said))}) + b"\n"}
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return folder

    return write


def told(path):
    return [str(p) for p in check_bundle(path).problems]


# -------------------------------------------------------------------------------------------------------------- writing


def test_one_state_gives_one_file_wherever_it_is_written(made, tmp_path):
    case, path = made
    again = bundle_of(case, tmp_path / "other" / "name.zip")
    assert again.path.read_bytes() == path.read_bytes()
    assert again.sha256 == hash_line(path.read_bytes())
    assert (again.bytes, again.files) == (path.stat().st_size, len(zipfile.ZipFile(path).namelist()))
    assert again.head == case.head


def test_another_state_gives_another(made, tmp_path):
    copy = fairlead.open(unpacked(made[1], tmp_path / "case"))
    copy.decide("S2", "reject", "another ship", by="bob")
    assert bundle_of(copy, tmp_path / "b.zip").sha256 != hash_line(made[1].read_bytes())


def test_a_case_on_a_read_only_disk_is_bundled_too(made, tmp_path):
    case, path = made
    opened = fairlead.open(case.path, read_only=True)
    assert bundle_of(opened, tmp_path / "b.zip").sha256 == hash_line(path.read_bytes())


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda p: p.write_bytes(b"x"), "is not what it was when it was written"),
        (lambda p: p.unlink(), "is gone"),
    ],
)
@pytest.mark.parametrize("which", ["evidence/blobs/*/*", "tables/sightings.parquet"])
def test_of_a_damaged_case_no_bundle_is_made(made, tmp_path, damage, words, which):
    copy = unpacked(made[1], tmp_path / "case")
    path = sorted(copy.glob(which))[0]
    path.chmod(0o644)
    damage(path)
    with pytest.raises(CaseError, match=words):
        bundle_of(fairlead.open(copy), tmp_path / "b.zip")
    assert not list(tmp_path.glob("*.zip"))
    assert not list(tmp_path.glob(".writing*"))


def test_what_is_marked_narrower_is_not_in_the_bundle_of_the_cleared_case(small, tmp_path):
    case = fairlead.new(tmp_path / "case", small.toml.encode())
    for name, text in (("places.csv", small.places), ("tip.csv", small.sightings("S7"))):
        (tmp_path / name).write_text(text)
        case.add(tmp_path / name)
    case.run(flow=small.flow)
    case.mark("tip.csv", "red", "names its source")
    whole = bundle_of(case, tmp_path / "whole.zip").path.read_bytes()
    cleared = bundle_of(case.cleared("clear", flow=small.flow), tmp_path / "clear.zip").path
    assert b"Alder S7" in whole
    for word in (b"Alder S7", b"tip.csv", b"names its source"):
        assert word not in cleared.read_bytes()
    assert told(cleared) == []
    assert verify_bundle(cleared, small.flow, LocalEngine())[0] == []


# ------------------------------------------------------------------------------------------------------- what checks it


def test_the_program_needs_nothing_but_the_standard_library_of_an_old_python():
    tree = ast.parse(Path(verifier.__file__).read_text(), feature_version=(3, 9))
    named = [n.module if isinstance(n, ast.ImportFrom) else n.names[0].name for n in ast.walk(tree)
             if isinstance(n, ast.Import | ast.ImportFrom)]  # fmt: skip
    assert {str(n).partition(".")[0] for n in named} <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("where", ["file", "folder"])
def test_a_bundle_is_checked_by_the_program_in_it(made, files, lay, where):
    folder = lay(files, fit=False)
    arguments = [made[1]] if where == "file" else []
    command = [sys.executable, "-I", "-S", folder / "verify.py", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Everything holds: {len(files) - 1} files of the case 'case'" in done.stdout
    assert f"Log: {made[0].head.count} entries, the last one {made[0].head.hash}." in done.stdout
    (folder / "reports/report.html").write_bytes(b"<p>44 trips")
    done = subprocess.run(command[:4], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "reports/report.html: its bytes were changed" in done.stdout
    assert {p.name for p in folder.iterdir()} == {"VERIFY.txt", "case", MANIFEST, "reports", "verify.py"}


def test_what_cannot_be_read_at_all_ends_with_words(tmp_path, capsys):
    assert verifier.main([str(tmp_path / "none.zip")]) == 2
    assert "No such file" in capsys.readouterr().out
    (tmp_path / "note.txt").write_text("a note")
    assert verifier.main([str(tmp_path / "note.txt")]) == 1
    assert "note.txt: cannot be read as a bundle: File is not a zip file" in capsys.readouterr().out


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_whichever_byte_of_the_file_is_changed_it_is_told(made, tmp_path_factory, data):
    content = bytearray(made[1].read_bytes())
    at = data.draw(st.integers(0, len(content) - 1) | st.integers(len(content) - 120, len(content) - 1))
    content[at] ^= 1 << data.draw(st.integers(0, 7))
    path = tmp_path_factory.mktemp("flip") / "case.zip"
    path.write_bytes(content)
    problems = told(path)
    assert problems
    with zipfile.ZipFile(made[1]) as archive:
        for info in archive.infolist():
            start = info.header_offset + 30 + len(info.filename)
            if start <= at < start + info.file_size:
                assert any(info.filename in p for p in problems), (at, problems)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_whichever_byte_of_an_unpacked_bundle_is_changed_its_file_is_named(made, tmp_path_factory, data):
    with zipfile.ZipFile(made[1]) as archive:
        folder = tmp_path_factory.mktemp("flip") / "case"
        archive.extractall(folder)
        name = data.draw(st.sampled_from([i.filename for i in archive.infolist() if i.file_size]))
    content = bytearray((folder / name).read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    (folder / name).write_bytes(content)
    problems = told(folder)
    assert any(name in p or (name == MANIFEST and "cannot be read as a bundle" in p) for p in problems), problems


@pytest.mark.parametrize("cut", [1, 30, 200, 5000])
def test_a_truncated_bundle_is_told(made, tmp_path, cut):
    path = tmp_path / "case.zip"
    path.write_bytes(made[1].read_bytes()[:-cut])
    assert told(path)


def test_bytes_before_and_behind_the_bundle_are_told(made, tmp_path):
    content = made[1].read_bytes()
    for i, changed in enumerate((b"MZ" + content, content + b"\n")):
        path = tmp_path / f"{i}.zip"
        path.write_bytes(changed)
        assert told(path)


# ------------------------------------------------------------------ what was changed, and the bundle's list made to fit


def lines_of(files):
    return files[LOG].splitlines(keepends=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda lines: [*lines[:2], *lines[3:]], "line 3: entry 3 stood before it and is gone: cut"),
        (lambda lines: lines[:-1], "the tail was cut"),
        (lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], "line 3: holds entry 4 where entry 3 belongs"),
        (lambda lines: [*lines[:3], lines[2], *lines[3:]], "line 4: is the same entry as line 3: duplicated"),
        (lambda lines: [line.replace(b"seen by two", b"seen by ten") for line in lines], "was edited after it was"),
    ],
)
def test_a_log_that_was_worked_over_is_named_by_line(files, lay, change, words):
    problems = told(lay(files | {LOG: b"".join(change(lines_of(files)))}))
    assert any(p.startswith(LOG) and words in p for p in problems), problems


def test_a_log_cut_with_its_head_is_seen_by_the_bundle_and_the_runs(files, lay):
    lines = lines_of(files)[:3]
    head = canonical_json({"count": 3, "hash": hash_line(lines[-1].rstrip())}).encode() + b"\n"
    problems = told(lay(files | {LOG: b"".join(lines), "case/evidence/head.json": head}))
    assert any("the log ended with entry" in p for p in problems)
    assert any("the tail was cut" in p for p in problems)


def blobs(files):
    return [name for name in files if name.startswith("case/evidence/blobs/")]


def test_a_blob_that_is_missing_or_swapped_is_named_with_its_file(files, lay):
    first, other = [n for n in blobs(files) if b"sighting_id" in files[n] or b"Northport" in files[n]]
    gone = {n: c for n, c in files.items() if n != first}
    assert any("the original is gone" in p and "csv" in p for p in told(lay(gone)))
    problems = told(lay(files | {first: files[other], other: files[first]}))
    assert sum("does not hold the bytes that its name says" in p for p in problems) == 2
    problems = told(lay(files | {first: files[other], other: files[first]}, fit=False))
    assert sum("swapped" in p for p in problems) == 2


def test_a_blob_that_no_entry_names_is_named(files, lay):
    name = f"case/evidence/blobs/{hash_line(b'x')[:2]}/{hash_line(b'x')}"
    assert told(lay(files | {name: b"x"})) == [
        f"{name}: is named by no entry of the log: put in afterwards, or its entry was cut"
    ]


def test_an_edited_table_or_record_is_named(files, lay):
    assert any(p.startswith(f"{TABLE}: is not the file") for p in told(lay(files | {TABLE: b"PAR1"})))
    assert any(p.startswith(f"{TABLE}: is gone") for p in told(lay({n: c for n, c in files.items() if n != TABLE})))
    extra = {"case/tables/trips.parquet": b"PAR1"}
    assert told(lay(files | extra)) == ["case/tables/trips.parquet: no run recorded here wrote it"]
    record = "case/runs/0002.json"
    edited = files[record].replace(b'"by": "ann"', b'"by": "bob"')
    assert edited != files[record]
    assert f"{record}: was edited: it does not hash to what it says of itself" in told(lay(files | {record: edited}))


def test_a_stranger_and_a_link_are_named(files, lay):
    folder = lay(files)
    (folder / "case/.hidden").write_bytes(b"")
    assert told(folder) == [f"case/.hidden: is not listed in {MANIFEST}: put in afterwards"]
    (folder / "case/.hidden").unlink()
    (folder / "case/link").symlink_to("/etc")
    assert told(folder) == ["case/link: is a link, or no file"]


# -------------------------------------------------------------------------------------------------------- hostile files


def packed(tmp_path, entries, method=zipfile.ZIP_STORED):
    path = tmp_path / "b.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def test_what_is_packed_is_not_read(tmp_path):
    path = packed(tmp_path, [(MANIFEST, b" " * 100_000_000)], zipfile.ZIP_DEFLATED)
    assert told(path)[0] == f"{MANIFEST}: is packed or encrypted; files of a bundle are neither"
    assert check_bundle(path).manifest == {}


def test_files_laid_over_each_other_are_not_read(tmp_path):
    path = packed(tmp_path, [(f"f{i}", b"x" * 1000) for i in range(3)])
    content = path.read_bytes()
    first = content.index(b"PK\1\2")  # every record of the directory now leads to the first file
    many = b"".join(
        content[i : i + 42] + (0).to_bytes(4, "little") + content[i + 46 : i + 48]
        for i in range(first, first + 3 * 48, 48)
    )
    path.write_bytes(content[:1032] + many * 20 + b"PK\5\6" + b"\0" * 4 + (60).to_bytes(2, "little") * 2
                     + len(many * 20).to_bytes(4, "little") + (1032).to_bytes(4, "little") + b"\0\0")  # fmt: skip
    assert any("made to swell" in p for p in told(path))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused(tmp_path):
    assert told(packed(tmp_path, [("a", b"1"), ("a", b"2")])) == ["b.zip: holds two files of one name"]


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "case/../../evil", "case\\evil", "case/", "case/ a", "a:b", ""]
)
def test_a_name_that_leads_elsewhere_is_refused_and_nothing_is_written(made, files, lay, tmp_path, name):
    said = json.loads(files[MANIFEST])
    del said["manifest_hash"]
    said["files"] = sorted([*said["files"], {"path": name, "bytes": 1, "sha256": "0" * 64}], key=lambda f: f["path"])
    folder = lay(files | {MANIFEST: spell(said | {"manifest_hash": hash_line(spell(said))}) + b"\n"}, fit=False)
    assert any("under names that lead elsewhere" in p for p in told(folder))
    with pytest.raises(CaseError, match="does not hold together"):
        unpack(folder, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["../up", "", ".", ".hidden", 7])
def test_a_case_whose_name_leads_elsewhere_is_refused(files, lay, name):
    said = json.loads(files[MANIFEST])
    del said["manifest_hash"]
    said["case"] = name
    folder = lay(files | {MANIFEST: spell(said | {"manifest_hash": hash_line(spell(said))}) + b"\n"}, fit=False)
    assert any("does not name a case as a folder is named" in p for p in told(folder))


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"7", b"\xff", b"[" * 100_000, b'{"bundle":2}', b'{"bundle":1,"files":[7]}']
)
def test_a_list_that_is_none_is_refused_in_words(files, lay, content):
    (problem,) = told(lay(files | {MANIFEST: content}, fit=False))
    assert "cannot be read as a bundle" in problem


# -------------------------------------------------------------------------------------------------------- a case of it


def unpacked(path, folder):
    unpack(path, folder)
    return folder


def test_a_case_comes_out_as_it_went_in(made, small, tmp_path):
    case, path = made
    again = fairlead.open(unpacked(path, tmp_path / "case"))
    assert again.head == case.head
    assert again.verify(flow=small.flow) == []
    assert bundle_of(again, tmp_path / "again.zip").sha256 == hash_line(path.read_bytes())
    assert {oct(p.stat().st_mode & 0o777) for p in (again.path / "evidence/blobs").glob("*/*")} == {"0o444"}
    again.decide("S2", "reject", "another ship")  # it can be worked on
    again.run(flow=small.flow)
    assert again.verify(flow=small.flow) == []


def test_a_case_comes_out_of_an_unpacked_bundle_too(made, files, lay, tmp_path):
    assert fairlead.open(unpacked(lay(files), tmp_path / "out")).head == made[0].head


def test_a_broken_bundle_makes_no_case(made, tmp_path):
    content = made[1].read_bytes()
    (tmp_path / "b.zip").write_bytes(content.replace(b"Alder S2", b"Alder S9"))
    with pytest.raises(CaseError, match="does not hold together: .*evidence/blobs.*can no longer be read and"):
        unpack(tmp_path / "b.zip", tmp_path / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["b.zip"]


def test_a_case_is_not_laid_over_what_stands_there(made, tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(CaseError, match="is there already"):
        unpack(made[1], tmp_path / "out")


def test_a_disk_that_fills_up_leaves_nothing(made, tmp_path, python):
    limited = f"""
        import resource, signal, sys
        from pathlib import Path
        from fairlead.case.bundle import unpack
        from fairlead.errors import CaseError
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
        try:
            unpack(Path({str(made[1])!r}), Path({str(tmp_path / "out")!r}))
        except CaseError as e:
            print(e)
    """
    _, out, err = python(limited)
    assert "unpacking" in out, err
    assert "larger than this process may write" in out
    assert list(tmp_path.iterdir()) == []


def test_verifying_a_bundle_makes_its_tables_anew(made, small, tmp_path):
    problems, checked, _ = verify_bundle(made[1], small.flow, LocalEngine())
    assert problems == []
    assert checked.manifest["run"] == 2
    with zipfile.ZipFile(made[1]) as archive:
        archive.extractall(tmp_path / "b")
    said = json.loads((tmp_path / "b" / MANIFEST).read_bytes())
    del said["manifest_hash"]
    lie = b"print('Everything holds.')\n"
    (tmp_path / "b/verify.py").write_bytes(lie)
    for one in said["files"]:
        if one["path"] == "verify.py":
            one.update(bytes=len(lie), sha256=hash_line(lie))
    (tmp_path / "b" / MANIFEST).write_bytes(spell(said | {"manifest_hash": hash_line(spell(said))}) + b"\n")
    (note,) = verify_bundle(tmp_path / "b", small.flow, LocalEngine())[0]
    assert note.is_note
    assert "is another program than this version of Fairlead writes; it was not run" in str(note)


# ----------------------------------------------------------------------------------------------- one rule in two places


LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()


@given(st.recursive(LEAVES, lambda x: st.lists(x) | st.dictionaries(st.text(), x)))
def test_the_program_spells_as_the_log_does(value):
    try:
        expected = canonical_json(value).encode()
    except UnicodeEncodeError:
        return
    assert spell(value) == expected


def test_the_program_reads_a_log_as_the_case_does(made):
    case, _ = made
    assert parse_log(case.store.log_path.read_bytes()) == read_log(case.store.log_path)
