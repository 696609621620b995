"""A bundle as a user meets it: written, checked, made a case again, and what is said of one that was changed."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

import fairlead
from fairlead.cli.main import app
from fairlead.errors import CaseError

EXAMPLE = Path(__file__).parents[2] / "examples" / "dprk-oil-2024"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A case of places and ships, run as far as the first step."""
    case = fairlead.new(tmp_path_factory.mktemp("cases") / "oil")
    case.add([EXAMPLE / "places.csv", EXAMPLE / "vessels.csv"], by="test")
    case.run(step="loads", by="test")
    return case.path


def called(*args):
    return CliRunner().invoke(app, [str(a) for a in args], catch_exceptions=True)


def words(result):
    return " ".join(result.output.split())


def test_a_bundle_is_written_checked_and_made_a_case_again(folder, tmp_path):
    path = tmp_path / "oil.zip"
    done = called("export", folder, "--to", "bundle", "-o", path)
    assert done.exit_code == 0, done.output
    head = fairlead.open(folder).head
    assert f"Log: {head.count} entries, the last one {head.hash}." in words(done)
    with zipfile.ZipFile(path) as archive:
        assert "reports/report.html" in archive.namelist()
        archive.extractall(tmp_path / "unpacked")
    sceptic = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py"], cwd=tmp_path / "unpacked", capture_output=True, text=True, check=True
    )
    assert head.hash in sceptic.stdout

    checked = called("verify", path)
    assert checked.exit_code == 0, checked.output
    assert "Everything holds: originals, log, records, and every table made anew." in words(checked)

    imported = called("import", path, tmp_path / "mine")
    assert imported.exit_code == 0, imported.output
    assert "is the case 'oil' now" in words(imported)
    assert fairlead.open(tmp_path / "mine").head == head
    assert called("import", path, tmp_path / "mine").exit_code != 0


def test_a_bundle_that_was_changed_is_named_and_makes_no_case(folder, tmp_path):
    path = tmp_path / "oil.zip"
    called("export", folder, "--to", "bundle", "-o", path)
    changed = path.read_bytes().replace(b"<title>", b"<titel>")
    assert changed != path.read_bytes()
    path.write_bytes(changed)
    checked = called("verify", path, "--json")
    assert checked.exit_code != 0
    assert '"place": "reports/report.html"' in checked.output
    imported = called("import", path, tmp_path / "mine")
    assert isinstance(imported.exception, CaseError)
    assert "does not hold together: reports/report.html: its bytes were changed" in str(imported.exception)
    assert not (tmp_path / "mine").exists()


def test_a_bundle_of_a_case_with_markings_asks_for_whom_it_is(folder, tmp_path):
    marked = tmp_path / "marked"
    called("export", folder, "--to", "bundle", "-o", tmp_path / "b.zip")
    called("import", tmp_path / "b.zip", marked)
    fairlead.open(marked).mark("vessels.csv", "amber", "not ours to give")
    refused = called("export", marked, "--to", "bundle", "-o", tmp_path / "c.zip")
    assert "'--for red' lets all of it out" in str(refused.exception)
    assert called("export", marked, "--to", "bundle", "--for", "red", "-o", tmp_path / "red.zip").exit_code == 0
    imported = called("import", tmp_path / "red.zip", tmp_path / "again")
    assert "It is for a circle: TLP:AMBER." in words(imported)


def test_a_colleagues_case_is_merged(folder, tmp_path):
    called("export", folder, "--to", "bundle", "-o", tmp_path / "a.zip")
    for name in ("mine", "hers"):
        called("import", tmp_path / "a.zip", tmp_path / name)
    hers, mine = tmp_path / "hers", tmp_path / "mine"
    for case, verdict, who in ((hers, "reject", "Eve"), (mine, "accept", "Ann")):
        done = called("decide", case, verdict, "V08", "--reason", "its deck", "--by", who)
        assert done.exit_code == 0, done.output
    called("export", hers, "--to", "bundle", "-o", tmp_path / "hers.zip")
    refused = called("merge", mine, tmp_path / "hers.zip")
    assert "here Ann said 'accept' (its deck); there Eve said 'reject' (its deck)" in str(refused.exception)
    done = called("merge", mine, tmp_path / "hers.zip", "--prefer", "theirs", "--by", "Ann")
    assert done.exit_code == 0, done.output
    assert "1 entry of the case 'hers' entered; both logs begin with the same" in words(done)
    assert "decided otherwise: vessel:" in words(done)
    assert called("merge", mine, tmp_path / "hers.zip").output.startswith("0 entries")


def test_a_file_that_is_no_bundle_is_told(tmp_path):
    (tmp_path / "note.txt").write_text("a note")
    for command in (["verify", tmp_path / "note.txt"], ["import", tmp_path / "note.txt", tmp_path / "x"]):
        done = called(*command)
        assert done.exit_code != 0
        assert "cannot be read as a bundle" in done.output + str(done.exception)
    assert "no such file" in str(called("import", tmp_path / "none.zip").exception)
