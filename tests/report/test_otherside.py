"""Who was asked is printed, with what they said; where nobody is recorded, that."""

from datetime import UTC, datetime

import pyarrow as pa

from fairlead.base.tables import REPLIES
from fairlead.report.held import Held
from fairlead.report.notes import Notes
from fairlead.report.otherside import NOBODY, other_side_section

DAY = datetime(2024, 11, 20, tzinfo=UTC)


def row(n, **more):
    return dict.fromkeys(c.name for c in REPLIES.columns) | {
        "reply_id": f"reply:{n:016x}", "label": f"A{n}", "party": f"Party {n}", "evidence_id": "evidence:1",
        "row": n + 1, **more,
    }  # fmt: skip


def section_of(rows, **more):
    held = Held({"replies": REPLIES.from_rows(rows), **more})
    return other_side_section(held, Notes(held))


def test_each_is_told_in_the_order_of_asking_and_silence_is_called_silence():
    section = section_of(
        [
            row(1, why_not="it would name a source"),
            row(2, asked_words="2024-11-21", asked_on=DAY.replace(day=21), asked_by="ann"),
            row(
                3,
                asked_words="2024-11-20",
                asked_on=DAY,
                answered_words="2024-11-25",
                answered_on=DAY,
                answer="No <b>comment",
            ),
        ]
    )
    (table,) = section.blocks
    assert [r[0].text for r in table.rows] == ["Party 3", "Party 2", "Party 1"]
    assert [r[1].text for r in table.rows] == ["2024-11-20", "2024-11-21 by ann", "not asked: it would name a source"]
    assert [r[3].text for r in table.rows] == ["“No <b>comment”", "no answer is recorded", ""]
    assert table.caption == (
        "2 parties asked; of 1 party no answer is recorded, which confirms nothing; 1 party not asked, with the reason."
    )


def test_findings_of_which_nobody_was_asked_say_so():
    ((text,),) = (b.spans for b in section_of([], findings=pa.table({"finding_id": ["finding:1"]})).blocks)
    assert text.text == NOBODY
    assert section_of([]) is None
