"""Documents in a case: original and text apart, each with its hash; copies and impossible dates told; nothing lost."""

import json
from dataclasses import replace

import pytest

import fairlead
from fairlead.case import drawings
from fairlead.errors import CaseError

PAGE = "<!DOCTYPE html><title>{title}</title><p>The ministry said on Friday that a tanker left the port with oil."


@pytest.fixture
def empty(tmp_path):
    """A new case that asks nothing."""
    return fairlead.new(tmp_path / "case", b'format = 1\ntitle = "Small"\n')


@pytest.fixture
def with_page(empty, file):
    empty.add([file("page.html", PAGE.format(title="A"))], by="ann", origin="https://example.org/a")
    return empty


def documents(case, flow):
    case.run(flow=flow)
    return case.table("documents").to_pylist()


def drawn_blob(case):
    (entry,) = [e for e in case.log if e.action == "drawn"]
    sha256 = entry.fields["sha256"]
    return entry, case.path / "evidence" / "blobs" / sha256[:2] / sha256


def test_a_document_is_evidence_and_its_text_a_blob_of_its_own_with_tool_and_hash(with_page, flow):
    entry, path = drawn_blob(with_page)
    (added,) = [e for e in with_page.log if e.action == "added" and e.fields["kind"] == "documents"]
    assert entry.fields["inputs"] == [added.fields["sha256"]]
    assert entry.actor == "ann"
    assert set(entry.fields["tool"]["libraries"]) >= {"pypdf", "selectolax", "warcio", "python"}
    kept = json.loads(path.read_bytes())
    (row,) = documents(with_page, flow)
    assert kept["documents"][0]["text"] == row["text"]
    assert (row["title"], row["url"], row["outlet"]) == ("A", "https://example.org/a", "example.org")
    assert (row["captured_at"], row["published_start"]) == (None, None)
    assert row["text_sha256"] == entry.fields["texts"][0]
    assert with_page.verify(flow=flow) == []


def test_a_document_is_explained_down_to_its_file_and_hash(with_page, flow):
    (row,) = documents(with_page, flow)
    node = with_page.explain(row["document_id"])
    assert (node.table, node.line.file) == ("documents", "page.html")
    assert node.line.sha256 == with_page.log[1].fields["sha256"]
    assert node.words == "A, example.org, html, https://example.org/a"
    assert node.line.text.startswith("A\n[text in evidence/blobs/")


def test_later_runs_read_the_text_that_was_drawn_whatever_todays_tool_draws(with_page, flow, monkeypatch):
    (before,) = documents(with_page, flow)

    def other(path, sandbox, charset=None):
        drawing = real(path, sandbox, charset)
        return replace(drawing, documents=tuple(replace(d, text=d.text.upper()) for d in drawing.documents))

    real = drawings.draw_documents
    monkeypatch.setattr(drawings, "draw_documents", other)
    (after,) = documents(with_page, flow)
    assert after == before
    (problem,) = with_page.verify(flow=flow)  # the same tool draws another text: one of the two is not what it says
    assert ("is not what its tool draws" in problem.words, problem.is_note) == (True, False)
    monkeypatch.setattr(drawings, "tool_now", lambda: {"fairlead": "9"})
    (note,) = with_page.verify(flow=flow)
    assert ("today's tool would draw the text of 1 of its 1 documents otherwise" in note.words, note.is_note) == (
        True,
        True,
    )


def test_a_text_that_was_changed_or_is_gone_is_named_and_nothing_is_computed_from_it(with_page, flow):
    documents(with_page, flow)
    _, path = drawn_blob(with_page)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"tanker", b"barge!"))
    words = [p.words for p in with_page.verify(flow=flow)]
    assert any("its bytes were changed: quotes are anchored in it" in w for w in words)
    with pytest.raises(CaseError, match=r"the text drawn out of 'page.html' .* was changed"):
        with_page.run(flow=flow)
    path.unlink()
    assert any("is gone" in p.words for p in with_page.verify(flow=flow))


def test_adding_that_was_broken_off_before_the_text_was_drawn_is_ended_by_the_next_run(empty, file, flow, monkeypatch):
    def broken_off(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("fairlead.case.add.keep_drawing", broken_off)
    with pytest.raises(KeyboardInterrupt):
        empty.add([file("page.html", PAGE.format(title="A"))])
    assert len(documents(empty, flow)) == 1
    assert sum(e.action == "drawn" for e in empty.log) == 1
    assert empty.verify(flow=flow) == []


def test_the_same_bytes_under_another_name_are_known_and_the_same_text_in_others_is_a_copy(empty, file, flow):
    first = file("a.html", PAGE.format(title="A"))
    added = empty.add([first, file("b.html", PAGE.format(title="A")), file("c.html", PAGE.format(title="C"))])
    assert [a.outcome for a in added] == ["added", "known", "added"]
    assert added[2].reasons[0] == "the same text, letter by letter, stands in a.html: a copy in other bytes"
    rows = documents(empty, flow)
    flags = {r["title"]: r["flags"] for r in rows}
    assert flags["A"] == []
    assert flags["C"] == ["copy: the same text as a.html, letter by letter, in another file or page"]


def test_a_date_of_publication_in_the_future_is_told(empty, file, flow):
    text = "Date: 2099-01-01\n\nThe ministry said on Friday that a tanker left the port with oil.\n"
    empty.add([file("note.txt", text)])
    (row,) = documents(empty, flow)
    assert row["published_start"].year == 2099
    assert "in the future then" in row["flags"][-1]


def test_a_table_that_is_nearly_of_a_kind_is_refused_as_before_and_prose_is_a_document(empty, file):
    near, prose, as_told = empty.add(
        [
            file("v.csv", "name,imo,flag,dwt\nAlder,,,\n"),
            file("p.csv", "The ministry said that the tanker left the port."),
        ]
    ) + empty.add([file("short.txt", "Oil was sent.")], kind="documents")
    assert "looks like vessels, but has no column 'vessel_id'" in near.words
    assert (prose.kind, prose.words) == ("documents", "plain text that is no table of a known kind")
    assert (as_told.outcome, as_told.kind) == ("added", "documents")


def test_a_picture_is_no_document_even_if_one_says_so(empty, file):
    (added,) = empty.add([file("x.png", b"\x89PNG\r\n\x1a\n" + bytes(99))], kind="documents")
    assert added.outcome == "refused"
    assert added.words.startswith("x.png: ")


def test_the_table_of_documents_is_there_and_empty_where_no_file_is(done):
    assert done.table("documents").num_rows == 0
