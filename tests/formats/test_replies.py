import pytest


def test_a_row_says_when_they_were_asked_and_what_they_said(kept):
    row = kept(
        "replies", channel="letter", told="that it carried oil", answer_by="2024-11-27", answered_on="2024-11-25",
        answer="No comment.", claim="C9",
    )  # fmt: skip
    assert (row["party"], row["asked_words"], str(row["asked_on"])[:10]) == (
        "Alder Shipping",
        "2024-11-20",
        "2024-11-20",
    )
    assert row["answer_by"] == "2024-11-27"
    assert (row["answer"], row["claim"], row["why_not"]) == ("No comment.", "C9", None)


def test_nobody_need_be_asked_where_there_is_a_reason(kept):
    row = kept("replies", asked_on="", not_asked_because="it would name the source")
    assert (row["asked_on"], row["why_not"]) == (None, "it would name the source")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"asked_on": ""}, "say when they were asked, or why not"),
        ({"not_asked_because": "no address"}, "exclude each other"),
        ({"asked_on": "2024-02-31"}, "asked_on"),
        ({"answer": "We deny it."}, "when did they say it?"),
        ({"answered_on": "2024-11-25"}, "silence is none"),
        ({"answered_on": "2024-11-01", "answer": "No."}, "answered_on lies before asked_on"),
        ({"answer_by": "2024-11-01"}, "answer_by lies before asked_on"),
        ({"party": ""}, "party is blank"),
    ],
)
def test_what_cannot_be_is_refused(refused, cells, reason):
    assert reason in refused("replies", **cells)
