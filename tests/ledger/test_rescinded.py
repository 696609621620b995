"""What a rescinded claim no longer does, and what stands without it: worked out by hand on four invented speakers."""

from datetime import UTC, datetime, timedelta

from fairlead.base.tables import CLAIM_TESTS, CLAIMS, GRADES, QUESTIONS, TRANSFERS, TRIPS, VESSELS
from fairlead.ledger.origins import group_origins
from fairlead.ledger.transfers import list_transfers
from fairlead.ledger.wording import say_transfer

MARK = "the picture was of another port (Ada, 2024-12-01)"


def d(month, day=1):
    return datetime(2024, month, day, tzinfo=UTC)


def claim(label, speaker, stance="assert", month=3, **more):
    return {
        "evidence_id": "evidence:x", "row": 2, "claim_id": f"claim:{label}", "label": label, "speaker": speaker,
        "outlet": speaker, "stance": stance, "said_start": d(month), "said_end": d(month) + timedelta(days=1),
        "from_party": "AA", "to_party": "BB", "item": "grain", "source_url": f"https://example.org/{label}", **more,
    }  # fmt: skip


def view(*claims):
    c, q = CLAIMS.from_rows(claims), QUESTIONS.empty()
    links, origins = group_origins(c, q)[:2]
    table = list_transfers(
        c, links, origins, TRIPS.empty(), q, CLAIM_TESTS.empty(), GRADES.empty(), VESSELS.empty()
    )  # fmt: skip
    (row,) = TRANSFERS.check(table).to_pylist()
    return row


def counted(row):
    return row["origins"], row["documents"], row["rung"], row["rung_any"]


def test_a_rescinded_voice_carries_no_rung_and_stays_among_the_sources():
    two = claim("A", "Reaper", speaker_org="South Korea"), claim("B", "Miller", speaker_org="Ukraine")
    assert counted(view(*two)) == (2, 2, 3, 3)
    row = view(two[0], two[1] | {"rescinded": MARK})
    assert counted(row) == (1, 1, 1, 1)
    assert "One further origin is rescinded in this case and counted nowhere." in row["words"]
    assert len(row["sources"]) == 2


def test_where_every_voice_is_rescinded_the_rung_is_zero():
    row = view(claim("A", "Reaper", rescinded=MARK))
    assert counted(row) == (0, 0, 0, 0)
    assert row["rung_words"] == "Rung 0 of 5: all that asserted it is rescinded in this case."
    assert row["quantity_words"] is None


def test_what_only_tells_a_rescinded_statement_on_falls_with_it():
    source = claim("A", "Reaper", rescinded=MARK)
    copy = claim("B", "Herald", rests_on="restates Reaper", month=4)
    assert counted(view(source, copy)) == (0, 0, 0, 0)


def test_a_speaker_stands_by_another_outlet_where_one_outlet_is_rescinded():
    first = claim("A", "Reaper", outlet="Morning Post", rescinded=MARK)
    again = claim("B", "Reaper", outlet="Evening Post", month=3)
    assert counted(view(first, again))[2:] == (1, 1)


def test_a_rescinded_denial_leaves_nothing_contradicted():
    said, denied = claim("A", "Reaper"), claim("B", "Baker", "deny", month=5)
    assert view(said, denied)["flags"] == ["contradicted"]
    row = view(said, denied | {"rescinded": MARK})
    assert (row["flags"], row["denials"]) == (None, 0)


def test_a_figure_that_is_rescinded_supports_no_other():
    one = claim("A", "Reaper", speaker_org="South Korea", qty_low=100.0, qty_high=100.0, unit="tonne")
    two = claim("B", "Miller", speaker_org="Ukraine", qty_low=104.0, qty_high=104.0, unit="tonne")
    three = claim("C", "Baker", speaker_org="United States")
    assert counted(view(one, two, three))[2:] == (3, 3)
    assert counted(view(one, two | {"rescinded": MARK}, three))[2:] == (1, 3)


def test_an_expected_thing_stays_on_its_shelf():
    row = view(claim("A", "Reaper", modality="concern", rescinded=MARK))
    assert (row["rung"], row["is_expected"]) == (None, True)


def test_what_was_only_expected_is_expected_by_nobody_once_that_is_rescinded():
    row = view(claim("A", "Reaper", modality="planned", rescinded=MARK))
    assert (row["is_expected"], row["origins"]) == (True, 0)
    assert "All that expected it is rescinded in this case." in row["words"]
    assert "it is only expected" not in row["words"].lower()
    assert say_transfer(row) == "Grain and food, AA to Barbados: all that expected it is rescinded in this case."
    stays = view(claim("A", "Reaper", modality="planned", rescinded=MARK), claim("B", "Miller", modality="concern"))
    assert "It is only expected, planned, feared or asked for" in stays["words"]
