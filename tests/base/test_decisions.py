from datetime import UTC, datetime

from fairlead.base.decisions import standing


def decision(name, day, line=1, is_withdrawn=False):
    at = datetime(2025, 3, day, tzinfo=UTC)
    return {"decision_id": name, "decided_at": at, "log_line": line, "is_withdrawn": is_withdrawn}


def test_what_stands_comes_in_the_order_it_was_decided_and_what_was_withdrawn_not_at_all():
    made = [
        decision("third", 2),
        decision("second", 1, line=9),
        decision("gone", 1, is_withdrawn=True),
        decision("first", 1, line=8),
    ]
    assert [d["decision_id"] for d in standing(made)] == ["first", "second", "third"]
