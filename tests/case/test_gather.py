import pytest

from fairlead.errors import CaseError


def rejects(case, flow):
    case.run(flow=flow)
    return case.table("rejects").to_pylist()


def test_every_evidence_table_is_there_and_empty_where_no_file_is(done):
    from fairlead.formats import KINDS

    for table, _ in KINDS.values():
        rows = done.table(table)
        of_files = rows.num_rows - rows["evidence_id"].null_count  # the lexicon holds the package's own words too
        assert of_files == {"places": 2, "sightings": 3}.get(table, 0)


def test_rows_in_are_rows_kept_and_rows_refused(case, file, small):
    case.add(file("more.csv", small.sightings("S1", "S4", "")))  # S1 stands already, the last has no id
    case.run(flow=small.flow)
    counts = {e["name"]: (e["rows_in"], e["rows_kept"], e["rows_rejected"]) for e in case.table("evidence").to_pylist()}
    assert counts == {
        "places.csv": (2, 2, 0),
        "sightings.csv": (3, 3, 0),
        "more.csv": (3, 1, 2),
        "case.toml": (0, 0, 0),
    }
    assert dict(case.last_run().evidence) == {
        "files": 3,
        "refused": 0,
        "rows_in": 8,
        "rows_kept": 6,
        "rows_rejected": 2,
    }
    assert sum(r["scope"] == "row" for r in case.table("rejects").to_pylist()) == 2


def test_a_row_that_another_file_has_word_for_word_is_counted_once(case, file, small):
    case.add(file("copy.csv", small.sightings("S2")))
    (reject,) = rejects(case, small.flow)
    assert (reject["name"], reject["row"], reject["label"], reject["scope"]) == ("copy.csv", 2, "S2", "row")
    assert reject["reason"] == "the same row stands in sightings.csv line 3; it is counted once"
    assert reject["raw"] == "S2,Alder S2,port_call,2024-03-07,somebody,satellite image"
    assert case.table("sightings").num_rows == 3


def test_a_label_used_for_another_row_in_another_file_refuses_the_later_row(case, file, small):
    case.add(file("other.csv", small.sightings("S2", day="2024-05-05")))
    (reject,) = rejects(case, small.flow)
    assert reject["name"] == "other.csv"
    assert reject["reason"].startswith("S2 is another row in sightings.csv line 3; give this row an id of its own")
    kept = {r["label"]: r["date_start"] for r in case.table("sightings").to_pylist()}
    assert kept["S2"] == "2024-03-07"


def test_settings_carry_the_file_and_the_line_they_stand_on(done, small):
    lines = small.toml.splitlines()
    (question,) = done.table("questions").to_pylist()
    assert lines[question["row"] - 1] == "[question.oil]"
    files = {e["evidence_id"]: e["kind"] for e in done.table("evidence").to_pylist()}
    assert files[question["evidence_id"]] == "case.toml"
    for place in done.table("question_places").to_pylist():
        assert place["place"] in lines[place["row"] - 1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('load = ["P1"]|load = ["P9"]', "case.toml line 10: question 'oil', load: no place is labelled 'P9'"),
        (
            "[question|[places.P7]\ntime_zone = 'UTC'\n[question",
            "line 4: [places]: no place is labelled 'P7'",
        ),
    ],
)
def test_a_place_nobody_knows_stops_the_run_with_its_line(case, small, text, words):
    (case.path / "case.toml").write_text(small.toml.replace(*text.split("|")))
    with pytest.raises(CaseError) as caught:
        case.run(flow=small.flow)
    assert words in str(caught.value)
    assert "P1, P2" in str(caught.value)


def test_another_label_nobody_knows_costs_only_what_it_was_for_and_is_said(case, small):
    (case.path / "case.toml").write_text(
        small.toml.replace('commodity = "oil"', 'commodity = "oil"\ncap = "R9"\nrules = ["R8"]')
        + '[question.oil.claimed]\ntrips = "C9"\n'
        + '[question.oil.estimate]\nfrom = "C9"\nseen_share = { alpha = 2, beta = 1 }\nreason = "x"\n'
    )
    found = {(r["field"], r["row"], r["label"], r["scope"], r["name"]) for r in rejects(case, small.flow)}
    assert found == {
        ("cap", 10, "R9", "field", "case.toml"), ("rules", 11, "R8", "field", "case.toml"),
        ("claimed_trips", 15, "C9", "field", "case.toml"), ("estimate_from", 17, "C9", "field", "case.toml"),
    }  # fmt: skip
    (question,) = case.table("questions").to_pylist()
    assert (question["cap"], question["rules"], question["claimed_trips"]) == (None, [], None)
    assert (question["estimate_from"], question["seen_share_alpha"]) == ("documented", None)


def test_a_changed_original_is_not_computed_from(case, small):
    case.run(flow=small.flow)
    (row,) = [e for e in case.table("evidence").to_pylist() if e["kind"] == "sightings"]
    blob = case.path / "evidence/blobs" / row["sha256"][:2] / row["sha256"]
    blob.chmod(0o644)
    blob.write_bytes(blob.read_bytes().replace(b"S1", b"S7"))
    import shutil

    shutil.rmtree(case.path / "tables")
    (case.path / "tables").mkdir()
    with pytest.raises(CaseError, match=r"original of 'sightings.csv' .* no longer holds the bytes that were added"):
        case.run(flow=small.flow)
