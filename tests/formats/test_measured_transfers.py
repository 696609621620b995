import pytest


@pytest.mark.parametrize(
    ("words", "dwt", "condition"),
    [
        ("3565", 3565, None),
        ("2070 if it is Kum Un San 3", 2070, "if it is Kum Un San 3"),
        ("2070 (if it is Kum Un San 3)", 2070, "if it is Kum Un San 3"),
        ("2070 t: from memory", 2070, "from memory"),
        ("", None, None),
    ],
)
def test_a_condition_stays_with_its_deadweight(kept, words, dwt, condition):
    row = kept("measured_transfers", receiver_dwt=words)
    assert (row["receiver_dwt_t"], row["receiver_dwt_condition"]) == (dwt, condition)


def test_a_payload_is_never_a_deadweight(kept, refused):
    row = kept("measured_transfers", giver_dwt="7849 (max payload as stated)")
    assert (row["giver_dwt_t"], row["giver_payload_t"]) == (None, 7849)
    assert "says payload" in refused("measured_transfers", receiver_dwt="2000 payload")
    assert "says gross tonnage" in refused("measured_transfers", giver_dwt="5413 GT")
    assert "write it under gt" in refused("measured_transfers", receiver_dwt="962 gt")


def test_a_remark_behind_the_givers_deadweight_is_dropped_and_said(dropped):
    row, field, reason = dropped("measured_transfers", giver_dwt="7758 (from memory)")
    assert (row["giver_dwt_t"], field) == (7758, "giver_dwt")
    assert "'(from memory)'" in reason


def test_a_transfer_may_lack_its_tonnes(kept):
    assert kept("measured_transfers", tonnes="")["tonnes"] is None


def test_dates_and_shares_stay_as_printed(kept):
    row = kept("measured_transfers", date="2017-01 to 2019-04", share_of_receiver_dwt="1.304: impossible")
    assert (row["date_words"], row["share_words"]) == ("2017-01 to 2019-04", "1.304: impossible")
