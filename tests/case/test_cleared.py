"""What somebody may not see has no part in what they are shown: the case they see is one that never had it."""

import os
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import fairlead
from fairlead.case.cleared import ClearedStore
from fairlead.case.markings import MARKINGS, highest, rank
from fairlead.cli.main import app
from fairlead.errors import CaseError

EXAMPLE = Path(__file__).parents[2] / "examples" / "dprk-oil-2024"
SECRET = "Quay camera of the harbour master"
MORE = (
    "sighting_id,vessel_name,imo,event,date_start,date_end,place,observed_by,method,reported_by,source_url,confidence\n"
    "X01,Chon Ma San,8660313,port_call,2024-08-15,2024-08-15,Vostochny oil berth,"
    f"{SECRET},satellite image,{SECRET},https://example.org/x,high\n"
)


@pytest.fixture(scope="module")
def without(tmp_path_factory):
    """The bundled case, run: what a reader may see."""
    case = fairlead.new(tmp_path_factory.mktemp("cleared") / "case", (EXAMPLE / "case.toml").read_bytes())
    case.add([p for p in sorted(EXAMPLE.iterdir()) if p.suffix == ".csv"], by="tester")
    case.run(by="tester")
    return case


@pytest.fixture(scope="module")
def marked(without, tmp_path_factory):
    """The same with one file more, which is marked, and what rests on it, run."""
    folder = tmp_path_factory.mktemp("marked")
    case = fairlead.open(shutil.copytree(without.path, folder / "case"))
    (folder / "more.csv").write_text(MORE)
    case.add(folder / "more.csv", by="tester")
    case.mark("more.csv", "amber", "the harbour master asked for it", by="owner")
    case.run(by="tester")
    known = set(without.table("trips")["trip_id"].to_pylist())
    trip = next(t for t in case.table("trips").to_pylist() if t["trip_id"] not in known)
    case.decide(trip["trip_id"], "accept", f"{SECRET} is sure", by="tester")
    case.decide("S06", "accept", "read twice", by="tester")
    return case


def rows(case, name):
    return case.table(name).to_pylist()


def test_the_cleared_case_has_the_rows_of_one_that_never_had_the_file(without, marked):
    """Every table, to the last figure: so neither a number nor an absence in it can rest on what is marked."""
    cleared = marked.cleared("green")
    assert cleared.tables() == without.tables()
    for name in without.tables():
        assert rows(cleared, name) == rows(without, name), name
    assert marked.table("sightings").num_rows == without.table("sightings").num_rows + 1


def test_nothing_in_its_folder_holds_what_is_marked(marked):
    folder = marked.cleared("clear").path
    files = [p for p in folder.rglob("*") if p.is_file() or p.is_symlink()]
    assert len(files) > 50
    sha256 = next(e.fields["sha256"] for e in marked.log if e.fields.get("name") == "more.csv")
    for path in files:
        assert path.name != sha256
        assert SECRET.encode() not in path.read_bytes(), path


def test_a_decision_on_what_is_marked_is_left_out_and_others_stay(marked):
    said = [e.fields["reason"] for e in marked.cleared("green").log if e.action == "decided"]
    assert said == ["read twice"]


def test_who_may_see_it_is_shown_the_case_itself(marked):
    assert marked.cleared("amber") is marked
    assert marked.cleared("red") is marked
    assert marked.withheld("green") == {"amber": 1}
    assert marked.withheld("amber") == {}


def test_it_is_made_anew_when_something_is_marked_and_kept_while_nothing_is(marked, tmp_path, monkeypatch):
    case = fairlead.open(shutil.copytree(marked.path, tmp_path / "case", symlinks=True))
    first = case.cleared("green").last_run().number
    assert case.cleared("green").last_run().number == first
    monkeypatch.setattr(os, "access", lambda *_: False)  # as where the case cannot be written
    case.mark("claims.csv", "red", "a source is in danger", by="owner")
    cleared = case.cleared("green")
    assert isinstance(cleared.store, ClearedStore)
    assert not cleared.path.is_relative_to(case.path)
    assert cleared.table("claims").num_rows == 0
    assert cleared.table("sightings").num_rows == case.table("sightings").num_rows - 1


def test_what_a_person_entered_can_be_marked_too(marked, tmp_path):
    case = fairlead.open(shutil.copytree(marked.path, tmp_path / "case", symlinks=True))
    decision = next(d["decision_id"] for d in case_decisions(case) if d["reason"] == "read twice")
    case.mark(decision, "red", "names who read it", by="owner")
    assert [e.fields["reason"] for e in case.cleared("green").log if e.action == "decided"] == []
    assert [e.fields["reason"] for e in case.cleared("red").log if e.action == "decided"][-1] == "read twice"


def case_decisions(case):
    from fairlead.case.decisions import list_decisions

    return list_decisions(case.store.log()).to_pylist()


def test_what_is_entered_there_stands_in_the_log_of_the_whole(marked, tmp_path):
    case = fairlead.open(shutil.copytree(marked.path, tmp_path / "case", symlinks=True))
    cleared = case.cleared("green")
    cleared.decide("S08", "accept", "fits the photograph", by="Pat")
    assert (case.log[-1].actor, case.log[-1].fields["reason"]) == ("Pat", "fits the photograph")
    assert case.cleared("green").log[-1].fields["reason"] == "fits the photograph"
    with pytest.raises(CaseError, match="X01"):
        cleared.decide("X01", "reject", "guessed", by="Pat")
    assert [p for p in case.verify() if not p.is_note] == []


def test_a_marking_is_a_word_of_the_protocol_with_a_reason(marked):
    for target, marking, reason, words in (
        ("more.csv", "secret", "so", "a marking is one of"),
        ("more.csv", "red", " ", "needs its reason"),
        ("nothing.csv", "red", "so", "nothing that can be marked"),
        ("case.toml", "red", "so", "nothing that can be marked"),
    ):
        with pytest.raises(CaseError, match=words):
            marked.mark(target, marking, reason)
    assert [rank(m) for m in (*MARKINGS, "of a later version")] == [0, 1, 2, 3, 4, 4]
    assert highest(marked.store.log()) == "amber"


def run(*args):
    done = CliRunner().invoke(app, [str(a) for a in args], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_what_is_marked_is_listed(marked):
    assert "amber: evidence:" in run("mark", marked.path)
    assert "more.csv" in run("mark", marked.path)


@pytest.mark.parametrize(("verb", "name"), [("report", "report.html"), ("export", "network.graphml")])
def test_nothing_goes_out_unless_it_is_said_for_whom(marked, tmp_path, verb, name):
    out = tmp_path / name
    with pytest.raises(CaseError, match="--for clear"):
        run(verb, marked.path, "-o", out)
    assert not out.exists()
    run(verb, marked.path, "-o", out, "--for", "green")
    green = out.read_text()
    assert SECRET not in green
    run(verb, marked.path, "-o", out, "--for", "red")
    red = out.read_text()
    if verb == "report":
        assert "TLP:GREEN. Made without 1 file marked narrower" in green
        assert "TLP:AMBER. Holds what is marked so" in red
        assert SECRET in red


def test_nothing_is_written_among_what_the_case_keeps(marked):
    with pytest.raises(CaseError, match="own folder tables/"):
        run("report", marked.path, "-o", marked.path / "tables" / "report.html", "--for", "green")


def test_a_case_without_markings_goes_out_as_ever(without, tmp_path):
    run("export", without.path, "-o", tmp_path / "network.graphml")
    assert (tmp_path / "network.graphml").stat().st_size > 1000


def everything_in(files):
    """All that files say, packed or not, as bytes."""
    import zipfile

    import pyarrow.parquet as pq

    for file in files:
        for one in sorted(file.iterdir()) if file.is_dir() else [file]:
            yield one.name.encode()
            if one.suffix == ".xlsx":
                with zipfile.ZipFile(one) as archive:
                    yield from map(archive.read, archive.namelist())
            elif one.suffix == ".geoparquet":
                yield str(pq.read_table(one).drop_columns(["geometry"]).to_pylist()).encode()
            else:
                yield one.read_bytes()


def test_no_form_of_export_holds_what_is_marked(marked, tmp_path):
    """GPX is left out: the case has no tracks. The whole case, given as a control, is found in every form."""
    from fairlead.report.exports import FORMS, export

    sha256 = next(e.fields["sha256"] for e in marked.log if e.fields.get("name") == "more.csv")
    trips = set(marked.table("trips")["trip_id"].to_pylist()) - set(
        marked.cleared("green").table("trips")["trip_id"].to_pylist()
    )
    sightings = set(marked.table("observations")["sighting_id"].to_pylist()) - set(
        marked.cleared("green").table("observations")["sighting_id"].to_pylist()
    )
    secret = [SECRET, "more.csv", sha256, "asked for it", *trips, *(i.split(":")[1] for i in (*trips, *sightings))]
    for to in sorted(set(FORMS) - {"gpx"}):
        told = {}
        for sees in ("green", "red"):
            done = export(marked.cleared(sees), to, tmp_path / f"{sees}.{to}")
            said = b"".join(everything_in((*done.files, done.beside)))
            told[sees] = [s for s in secret if s.encode() in said]
            circle = f"TLP:{'GREEN' if sees == 'green' else 'AMBER'}"
            assert circle.encode() in done.beside.read_bytes(), to
        assert told["green"] == [], to
        assert told["red"] or to in ("graphml", "gexf"), to
