"""Rules on owners. Examples 1 to 3 of shares are those of OFAC's FAQ 401, with its own answers."""

from datetime import UTC, datetime, timedelta

import pytest

from fairlead.identity.owner_rules import (
    Founded,
    OwnerListed,
    Tie,
    find_half_owned,
    find_listed_owners,
    find_single_ship_owners,
)

DAY = {n: datetime(2023, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(0, 1000, 100)}


def own(owner, owned, frac=None, start=None, end=None, relation="owner", **more):
    vessel = f"vessel:{owned}" if owned.islower() else None
    made = Tie(f"tie:{owner}{owned}", relation, owner, owner, owned, owned, start, end, frac, vessel)
    return Tie(**{**{f: getattr(made, f) for f in made.__slots__}, **more})


def listed(owner, start=DAY[0], end=None, level="confirmed"):
    return OwnerListed(owner, start, end, f"{owner} is listed.", level, f"owner_hit:{owner}")


def half(ties, *on_list):
    return list(find_half_owned(ties, on_list or [listed("X")], 0.5))


@pytest.mark.parametrize(
    ("shares", "is_blocked"),
    [
        ({"XA": 50, "Ab": 50}, True),  # example 1: X owns 50 of A, A 50 of B
        ({"XA": 50, "XB": 50, "Ac": 25, "Bc": 25}, True),  # 2: A and B, half owned each, own 25 of C each
        ({"XA": 50, "Xb": 10, "Ab": 40}, True),  # 3: 10 of B directly and 40 through A
        ({"XA": 50, "XB": 25, "Ac": 25, "Bc": 25}, False),  # B is not half owned, so its 25 of C does not count
        ({"XA": 25, "XB": 25, "Ac": 50, "Bc": 50}, False),  # A and B are not blocked, whatever they own
    ],
)
def test_shares_are_summed_as_the_treasury_answers(shares, is_blocked):
    ties = [own(pair[0], pair[1], per_cent / 100) for pair, per_cent in shares.items()]
    assert bool(half(ties)) == is_blocked


def test_who_half_owns_an_owner_is_named_with_the_shares():
    ties = [own("X", "A", 0.3), own("Y", "A", 0.25), own("A", "a", 1.0)]
    (one,) = half(ties, listed("X"), listed("Y"))
    assert one.words.endswith("A 100 % (held by X 30 % and Y 25 %).")


def test_it_is_said_from_when_to_when_with_what_it_stands_on():
    """X holds 30 % from day 100, Y 20 % to day 600; X is listed all the time, Y from day 200: half from 200 to 600."""
    ties = [own("X", "a", 0.3, DAY[100]), own("Y", "a", 0.2, None, DAY[600])]
    (one,) = half(ties, listed("X"), listed("Y", DAY[200]))
    assert (one.start, one.end, one.vessel_id) == (DAY[200], DAY[600], "vessel:a")
    assert "X 30 % and Y 20 %" in one.words
    assert set(one.sources) == {"tie:Xa", "tie:Ya", "owner_hit:X", "owner_hit:Y"}
    assert half(ties, listed("X"), listed("Y", DAY[600])) == []
    (unsure,) = half(ties, listed("X"), listed("Y", DAY[200], level="possible"))
    assert unsure.may_be.startswith("An owner may be another of that name.")


def test_one_owner_said_twice_counts_once_and_owners_in_a_ring_end():
    twice = [own("X", "a", 0.3), own("X", "a", 0.3, tie_id="tie:again")]
    assert half(twice) == []
    ring = [own("X", "A", 0.5), own("A", "B", 0.6), own("B", "A", 0.4), own("B", "a", 0.5)]
    (one,) = half(ring)
    assert one.vessel_id == "vessel:a"


def test_a_manager_or_a_lists_word_holds_no_share():
    assert half([own("X", "a", 0.9, relation="manager")]) == []
    assert half([own("X", "a", 0.9, relation="linked_to")]) == []
    (stated,) = half([own("X", "a", 0.9, relation="owner: 90 %, from 2023")])
    assert "X 90 %" in stated.words


def test_a_listed_owner_is_told_for_the_time_in_which_both_hold():
    ties = [own("X", "a", None, DAY[100], DAY[500], relation="linked_to: Owned by"), own("X", "B")]
    (one,) = find_listed_owners(ties, [listed("X", DAY[300])])
    assert (one.rule, one.start, one.end) == ("listed_owner", DAY[300], DAY[500])
    assert one.words == "a: linked to X, from 28 Oct 2023 to 15 May 2024. X is listed."
    assert list(find_listed_owners(ties, [listed("X", DAY[500])])) == []
    (named,) = find_listed_owners(ties, [listed("X", level="possible")])
    assert named.may_be.startswith("Another company of that name.")


def single(ties, founded):
    return list(find_single_ship_owners(ties, [Founded("X", founded, founded + timedelta(days=1), "owner:X")],
                                        timedelta(days=366)))  # fmt: skip


def test_an_owner_of_one_ship_founded_within_a_year_of_holding_it_is_told():
    bought = own("X", "a", None, DAY[500])
    (one,) = single([bought], DAY[300])
    assert (one.start, one.sources) == (DAY[500], ("tie:Xa", "owner:X"))
    assert single([bought], DAY[0]) == []  # 500 days before
    assert single([bought], DAY[600]) == []  # after: the dates do not go together
    assert single([bought, own("X", "b")], DAY[300]) == []  # it has another ship
    assert single([own("X", "a", None, DAY[500], relation="manager")], DAY[300]) == []
