"""The ledger of a report on a case by hand: three speakers, a copy that drifts, a denial, a fear, a quote."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from fairlead.base.tables import TABLES
from fairlead.ledger.lineage import trace_lineage
from fairlead.ledger.origins import group_origins
from fairlead.ledger.transfers import list_transfers
from fairlead.report.blocks import Document
from fairlead.report.held import Held
from fairlead.report.ledgerpart import ledger_section
from fairlead.report.lineagefigure import list_trees
from fairlead.report.notes import Notes
from fairlead.report.page import render_page
from fairlead.report.svg import PAPER


def day(month, d=1):
    return datetime(2024, month, d, tzinfo=UTC)


def claim(label, speaker, month, stance="assert", **more):
    return {
        "claim_id": f"claim:{label}", "label": label, "speaker": speaker, "outlet": f"{speaker} Post", "stance": stance,
        "said_start": day(month), "said_end": day(month, 2), "from_party": "AA", "to_party": "AB", "item": "grain",
        "source_url": f"https://example.org/{label}", "evidence_id": "evidence:x", "row": 2, **more,
    }  # fmt: skip


WORDS = "more than 40 loads of grain"
CLAIMS = (
    claim("C1", "Reaper", 3, quantity_words="40 loads", qty_low=40.0, unit="load", period_start=day(1),
          period_end=day(3), document_id="document:d", quote=WORDS, quote_start=1200, text_sha256="ab" * 32,
          reviewer="Ada"),
    claim("C2", "Herald", 4, rests_on="restates Reaper", quantity_words="400 loads", qty_low=400.0, unit="load",
          period_start=day(1), period_end=day(3)),
    claim("C3", "Baker", 5, "deny"),
    claim("C4", "Miller", 5, modality="concern", item="satellite technology"),
    claim("C5", "Cook", 6, "no comment"),
)  # fmt: skip
DOCUMENT = {
    "document_id": "document:d", "media": "html", "title": "A harvest", "outlet": "Reaper Post", "text": "x",
    "text_sha256": "ab" * 32, "text_tool": "t", "flags": [], "evidence_id": "evidence:x", "row": 1,
}  # fmt: skip


def section(claims=CLAIMS, theme=PAPER, lexicon=()):
    t = {name: table.empty() for name, table in TABLES.items()}
    t["lexicon"] = TABLES["lexicon"].from_rows(lexicon)
    t["claims"] = TABLES["claims"].from_rows(claims)
    t["documents"] = TABLES["documents"].from_rows([DOCUMENT])
    t["claim_origins"], t["origins"] = group_origins(t["claims"], t["questions"])[:2]
    t["lineage"] = trace_lineage(t["claims"], t["claim_origins"], t["origins"])
    t["transfers"] = list_transfers(
        *(
            t[n]
            for n in ("claims", "claim_origins", "origins", "trips", "questions", "claim_tests", "grades", "vessels")
        )
    )
    held = Held(t)
    return ledger_section(held, Notes(held), theme, 650.0, 4), held


@pytest.fixture(scope="module")
def blocks():
    return section()[0].blocks


def tables(blocks, caption):
    return next(b for b in blocks if b.kind == "table" and caption in b.caption)


def test_a_chip_has_its_rung_origins_documents_and_what_speaks_against_it(blocks):
    matrix = next(b for b in blocks if b.kind == "matrix")
    (chips,) = matrix.cells.values()
    (chip,) = chips
    assert (chip.title, chip.count, chip.rungs) == ("grain and food", "1 (2)", (("", 1),))
    assert chip.is_denied
    assert {"denied in 1 document", "no comment in 1 document", "one voice"} <= set(chip.flags)
    assert len(matrix.ladder) == 6


def test_what_is_only_feared_stands_on_the_shelf_with_who_fears_it(blocks):
    (row,) = tables(blocks, "Nobody says that any of this has happened").rows
    assert [row[0].text, row[1].text, row[2].text] == ["technology", "Miller", "feared"]


def test_on_the_shelf_a_rescinded_fear_is_nobody_s():
    gone = [c | {"rescinded": "misread (Ada)"} if c["label"] == "C4" else c for c in CLAIMS]
    (row,) = tables(section(gone)[0].blocks, "Nobody says that any of this has happened").rows
    assert (row[1].text, row[2].text, row[3].text) == ("nobody: all of it is rescinded in this case", "", "")


def test_the_shelf_says_days_where_only_days_are_known():
    """Said twice, by a page whose software wrote midnight and by one that gave the minute."""
    late = {"said_start": day(6, 3), "said_end": day(6, 3) + timedelta(seconds=1)}
    twice = [*CLAIMS, claim("C6", "Sower", 6, modality="concern", item="satellite technology", **late)]
    (row,) = tables(section(twice)[0].blocks, "Nobody says that any of this has happened").rows
    assert row[3].text == "1 May – 3 Jun 2024"


def test_the_sentence_has_the_verb_of_its_rung_and_the_denial(blocks):
    (row,) = tables(blocks, "The verb is that of the rung").rows
    assert row[1].text == (
        "Grain and food, AA to AB: one source says it (one origin in two documents); but it is denied by Baker, in one "
        "document."
    )
    assert row[1].status == "contradicted"
    assert row[2].text.startswith("Rung 1 of 5: ")


def test_a_quote_stands_with_its_words_document_hash_and_place(blocks):
    (row,) = tables(blocks, "anchored in documents").rows
    assert row[1].text == f"“{WORDS}”"
    assert row[1].sub == "accepted by Ada"
    assert row[2].text == "A harvest"
    assert (row[3].text, row[3].sub) == ("ab" * 32, "characters 1,200–1,227")


def test_figures_follow_the_number_given_and_have_a_table_behind_them(blocks):
    figures = [b for b in blocks if b.kind == "figure"]
    assert [f.number for f in figures] == [4, 5]
    assert all(f.table is not None and f.table.is_behind and f.says in f.svg for f in figures)
    assert figures[0].says == "AA to AB: 4 statements, 1 denial; 0 documented trips of this case."


def test_a_denial_and_a_refusal_to_comment_have_words_and_copies_are_left_out(blocks):
    words = re.findall(r"<text[^>]*>([^<]*)</text>", next(b for b in blocks if b.kind == "figure").svg)
    assert "denied: grain" in words
    assert "no comment: grain" in words
    assert not [w for w in words if "400" in w or w == "Herald"]


def test_a_direction_of_many_statements_is_drawn_whole_in_parts_on_one_axis():
    """41 of one direction, the last a confirmation in June: 30 fit a figure, so two are drawn, of 21 and 20."""
    many = [claim(f"C{n}", f"Speaker{n}", 1 + n // 10) for n in range(1, 41)]
    many.append(claim("C99", "Minister", 6, "confirm"))
    drawn = [b for b in section(many)[0].blocks if b.kind == "figure"]
    speakers = [re.findall(r"<text[^>]*>(Speaker\d+|Minister)</text>", f.svg) for f in drawn]
    assert [len(s) for s in speakers] == [21, 20]
    assert sorted(s for part in speakers for s in part) == sorted([*(f"Speaker{n}" for n in range(1, 41)), "Minister"])
    assert [f.title[-11:] for f in drawn] == ["part 1 of 2", "part 2 of 2"]
    assert "confirmed: grain" in drawn[1].svg
    assert [len(f.table.rows) for f in drawn] == [21, 20]
    axes = [re.findall(r">(Jan|Feb|Mar|Apr|May|Jun|2024)<", f.svg) for f in drawn]
    assert axes[0] == axes[1]


def test_where_not_all_can_be_drawn_denials_and_confirmations_are_and_the_rest_is_counted():
    """125 statements, room for 120: the five later assertions are told of, the denial that came last is drawn."""
    many = [claim(f"C{n}", f"Speaker{n}", 1 + n % 9) for n in range(1, 125)]
    many.append(claim("C999", "Minister", 12, "deny"))
    drawn = [b for b in section(many)[0].blocks if b.kind == "figure"]
    assert len(drawn) == 4
    assert "denied: grain" in drawn[-1].svg
    assert "5 later assertions not drawn, for want of room" in drawn[0].caption
    assert sum(len(f.table.rows) for f in drawn) == 125


def test_statements_that_stand_in_no_figure_are_named_with_the_reason():
    blocks = section([*CLAIMS, claim("C8", "Sower", 7, from_party=None)])[0].blocks
    words = [b.spans[0].text for b in blocks if b.kind == "text"]
    assert "In no figure: 1 statement without giver or receiver (C8). They stand in the table of claims below." in words


def test_on_a_narrow_screen_each_cell_of_the_matrix_says_to_whom():
    t = section()[0]
    html = render_page(Document("Case", (), (t,), "", ()))
    assert '<td><div class="narrow to">to <bdi>AB</bdi></div>' in html
    assert '<bdi>AA</bdi><span class="narrow"> gives</span>' in html
    narrow = html[html.index("@media screen and (max-width: 700px)") :]
    assert ".matrix td { display: block; width: auto; min-width: 0; }" in narrow[: narrow.index("@media print")]


def test_a_copy_hangs_on_what_it_copies_with_what_drifted():
    _, held = section()
    (tree,) = list_trees(held)
    (copy,) = tree.copies
    assert (tree.lead["label"], copy.claim["label"], copy.depth, copy.is_shown) == ("C1", "C2", 1, True)
    assert [d[0] for d in copy.drifts] == ["quantity"]


def test_without_the_table_of_lineage_an_altered_copy_is_still_marked():
    _, held = section()
    bare = {name: held.table(name) for name in TABLES} | {"lineage": TABLES["lineage"].empty()}
    (tree,) = list_trees(Held(bare))
    (drift,) = tree.copies[0].drifts
    assert "40" in drift[2]
    assert "400" in drift[2]


def test_a_rescinded_claim_stays_visible_struck_through_and_counts_nowhere():
    gone = (CLAIMS[0] | {"rescinded": "misread (Ada, 2024-09-01)"}, *CLAIMS[1:])
    blocks = section(gone)[0].blocks
    matrix = next(b for b in blocks if b.kind == "matrix")
    ((chip,),) = matrix.cells.values()
    assert (chip.count, chip.rungs) == ("0 (0)", (("", 0),))
    figure = next(b for b in blocks if b.kind == "figure")
    assert re.search(r'text-decoration="line-through"[^>]*>Reaper<', figure.svg)
    cells = [c for row in tables(blocks, "5 claims").rows for c in row]
    assert "rescinded, counted nowhere: misread (Ada, 2024-09-01)" in [c.sub for c in cells]


def test_a_figure_is_never_cut_in_its_middle():
    from fairlead.report.claimfigure import cut_words

    for room in range(10, 200, 7):
        cut = cut_words(PAPER, "over 1,000,000 barrels of gas oil", room)
        assert cut in ("", "over…", "over 1,000,000…") or cut.startswith("over 1,000,000 ")


def test_parties_of_the_case_s_own_words_are_named_in_matrix_sentence_and_figure():
    word = {"term_id": "term:1", "term_kind": "state", "term": "zubrovia", "value": "AA", "version": "case",
            "evidence_id": "evidence:x", "row": 2}  # fmt: skip
    blocks = section(lexicon=[word])[0].blocks
    matrix = next(b for b in blocks if b.kind == "matrix")
    assert (matrix.givers, matrix.receivers) == (("Zubrovia",), ("AB",))
    assert tables(blocks, "The verb is that of the rung").rows[0][1].text.startswith("Grain and food, Zubrovia to AB:")
    assert next(b for b in blocks if b.kind == "figure").title.startswith("Zubrovia to AB: ")
