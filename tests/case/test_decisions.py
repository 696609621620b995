import pytest

from fairlead.case.decisions import list_decisions
from fairlead.errors import CaseError


def test_a_decision_is_an_entry_and_becomes_a_row_with_the_next_run(done, small):
    id_ = done.decide(["S1", "S2"], "same", "one hull: same length", by="ann")
    assert done.table("decisions").num_rows == 0
    done.run(flow=small.flow)
    (row,) = done.table("decisions").to_pylist()
    sightings = {r["label"]: r["sighting_id"] for r in done.table("sightings").to_pylist()}
    assert row["decision_id"] == id_
    assert row["about"] == [sightings["S1"], sightings["S2"]]
    assert (row["verdict"], row["reason"], row["decided_by"], row["is_withdrawn"]) == (
        "same", "one hull: same length", "ann", False,
    )  # fmt: skip
    assert row["log_line"] == len(done.log)


def test_a_withdrawn_decision_stays_visible(done, small):
    id_ = done.decide("S1", "reject", "blurred", by="ann")
    done.decide(id_, "withdraw", "seen again, sharp", by="bob")
    done.run(flow=small.flow)
    rows = {r["verdict"]: r for r in done.table("decisions").to_pylist()}
    assert rows["reject"]["is_withdrawn"] is True
    assert (rows["withdraw"]["about"], rows["withdraw"]["is_withdrawn"]) == ([id_], False)


def test_a_withdrawal_may_be_withdrawn(done):
    first = done.decide("S1", "reject", "blurred")
    second = done.decide(first, "withdraw", "sharp after all")
    done.decide(second, "withdraw", "no, blurred")
    withdrawn = {r["decision_id"]: r["is_withdrawn"] for r in list_decisions(done._store.log()).to_pylist()}
    assert (withdrawn[first], withdrawn[second]) == (False, True)


@pytest.mark.parametrize(
    ("about", "verdict", "reason", "why"),
    [
        ("S1", "maybe", "x", "a verdict is one of"),
        ("S1", "accept", "  ", "needs its reason"),
        ([], "accept", "x", "about at least one row"),
        ("S1", "same", "x", "about two rows or more"),
        ("S1", "unsure", "x", "about two rows or more"),
        ("S77", "accept", "x", "nothing in this case has the id or label 'S77'"),
        ("decision:1", "withdraw", "x", "no decision has the id decision:1"),
    ],
)
def test_a_decision_that_says_nothing_is_refused_and_nothing_is_written(done, about, verdict, reason, why):
    before = len(done.log)
    with pytest.raises(CaseError, match=why):
        done.decide(about, verdict, reason)
    assert len(done.log) == before
