"""Two logs made one: who said what and when stays, ids stay, and whose word stands is never settled unseen."""

import pytest

import fairlead
from fairlead.case.bundle import unpack, write_bundle
from fairlead.case.decisions import list_decisions
from fairlead.case.store import Sitting
from fairlead.errors import CaseError


@pytest.fixture
def bundle(tmp_path):
    """Write the bundle of a case; each has its own name."""
    written = []

    def write(case):
        written.append(tmp_path / f"b{len(written)}.zip")
        return write_bundle(case.store, written[-1], {}, made_by="fairlead 0").path

    return write


@pytest.fixture
def two(done, bundle, tmp_path):
    """The small case after one run, and a colleague's copy of it."""
    unpack(bundle(done), tmp_path / "hers")
    return done, fairlead.open(tmp_path / "hers")


def verdicts(case):
    return [(d["decided_by"], d["verdict"], tuple(d["about"])) for d in list_decisions(case.store.log()).to_pylist()]


def row(case, label):
    return next(s["sighting_id"] for s in case.table("sightings").to_pylist() if s["label"] == label)


def test_what_the_other_entered_is_entered_as_she_said_it(two, bundle, file, small):
    mine, hers = two
    hers.decide("S1", "accept", "seen by two", by="eve")
    hers.add(file("more.csv", small.sightings("S9")), by="eve", origin="https://example.org/9")
    mine.decide("S2", "reject", "another ship", by="ann")
    before = mine.head.count
    merged = mine.merge(bundle(hers), by="ann")
    assert (merged.taken, merged.conflicts, list(merged.left)) == (2, [], [])
    assert merged.common == before - 1
    said = mine.log[-2].said
    assert said == hers.log[-2].said  # actor and time too, so the id of the decision is the same
    assert mine.log[before].action == "merged"
    assert set(verdicts(mine)) == {("ann", "reject", (row(mine, "S2"),)), ("eve", "accept", (row(mine, "S1"),))}
    mine.run(flow=small.flow)
    assert {s["label"] for s in mine.table("sightings").to_pylist()} == {"S1", "S2", "S3", "S9"}
    assert mine.verify(flow=small.flow) == []


def test_merging_again_enters_nothing(two, bundle):
    mine, hers = two
    hers.decide("S1", "accept", "seen by two", by="eve")
    path = bundle(hers)
    mine.merge(path)
    content = mine.store.log_path.read_bytes()
    assert mine.merge(path).taken == 0
    assert mine.store.log_path.read_bytes() == content


def test_a_merge_that_was_broken_off_is_ended_by_the_next(two, bundle, monkeypatch, small):
    mine, hers = two
    for label in ("S1", "S2", "S3"):
        hers.decide(label, "accept", "seen", by="eve")
    path, taken = bundle(hers), []
    take = Sitting.take

    def one_only(self, entry):
        if taken:
            raise KeyboardInterrupt
        taken.append(entry)
        return take(self, entry)

    with monkeypatch.context() as m:
        m.setattr(Sitting, "take", one_only)
        with pytest.raises(KeyboardInterrupt):
            mine.merge(path)
    assert len(verdicts(mine)) == 1
    assert mine.merge(path).taken == 2
    assert len(verdicts(mine)) == 3
    assert mine.verify(flow=small.flow) == []


def test_where_both_decided_otherwise_nothing_is_merged_until_somebody_says_whose_stands(two, bundle):
    mine, hers = two
    mine.decide("S1", "accept", "its deck is red", by="ann")
    hers.decide("S1", "reject", "its deck is grey", by="eve")
    hers.decide("S3", "accept", "clear", by="eve")
    path, content = bundle(hers), mine.store.log_path.read_bytes()
    with pytest.raises(CaseError) as refused:
        mine.merge(path)
    assert "here ann said 'accept' (its deck is red); there eve said 'reject' (its deck is grey)" in str(refused.value)
    assert mine.store.log_path.read_bytes() == content
    merged = mine.merge(path, prefer="ours")
    assert merged.taken == 1
    assert [(e.actor, why) for e, why in merged.left] == [("eve", "decided otherwise here, which stands")]
    assert [v[:2] for v in verdicts(mine)] == [("ann", "accept"), ("eve", "accept")]
    (entry,) = [e for e in mine.log if e.action == "merged"]
    assert entry.fields["left"][0]["entry"]["reason"] == "its deck is grey"  # nothing is lost
    assert mine.merge(path).taken == 0  # and it is not asked again


def test_theirs_stands_where_that_is_preferred(two, bundle):
    mine, hers = two
    mine.decide("S1", "accept", "red", by="ann")
    hers.decide("S1", "reject", "grey", by="eve")
    assert mine.merge(bundle(hers), prefer="theirs").taken == 1
    assert [v[:2] for v in verdicts(mine)] == [("ann", "accept"), ("eve", "reject")]


def test_two_who_merge_each_others_cases_end_with_the_same_word(two, bundle):
    mine, hers = two
    mine.decide("S1", "accept", "red", by="ann")
    hers.decide("S1", "reject", "grey", by="eve")
    mine.merge(bundle(hers), prefer="theirs")
    merged = hers.merge(bundle(mine))
    assert merged.conflicts == []
    assert verdicts(hers)[-1][:2] == verdicts(mine)[-1][:2] == ("eve", "reject")
    assert any("overtaken there" in why for _, why in merged.left)


def test_the_same_verdict_from_both_is_no_conflict(two, bundle):
    mine, hers = two
    mine.decide("S1", "accept", "red", by="ann")
    hers.decide("S1", "accept", "red deck", by="eve")
    assert mine.merge(bundle(hers)).taken == 1


def test_a_withdrawal_finds_its_decision_in_the_other_case(two, bundle):
    mine, hers = two
    decision = hers.decide("S1", "accept", "red", by="eve")
    mine.merge(bundle(hers))
    hers.decide(decision, "withdraw", "it was rust", by="eve")
    mine.merge(bundle(hers))
    assert [d["is_withdrawn"] for d in list_decisions(mine.store.log()).to_pylist()] == [True, False]


def test_a_marking_is_never_widened(two, bundle):
    mine, hers = two
    for case, marking in ((mine, "red"), (hers, "green")):
        case.mark("places.csv", marking, "so agreed")
    (left,) = mine.merge(bundle(hers)).left
    assert left[1] == "here it is marked red, which is narrower"
    assert set(mine.markings().values()) == {"red"}
    hers.merge(bundle(mine))
    assert set(hers.markings().values()) == {"red"}


def test_bytes_that_both_have_stay_as_they_are_read_here(two, bundle, file, small):
    mine, hers = two
    both = file("both.csv", small.sightings("S9"))
    mine.add(both, by="ann")
    hers.add(both, by="eve")
    merged = mine.merge(bundle(hers))
    assert [why for _, why in merged.left] == ["the same bytes are here"]
    assert merged.taken == 0


def test_what_the_other_asks_is_not_asked_here(two, bundle, small):
    mine, hers = two
    hers.store.config_path.write_bytes(small.toml.replace("How much?", "How often?").encode())
    hers.run(flow=small.flow, by="eve")
    merged = mine.merge(bundle(hers))
    assert [why for _, why in merged.left] == ["this case asks what its own case.toml asks"]
    assert mine.config(small.flow).questions[0]["text"] == "How much?"


def test_cases_of_two_beginnings_are_merged_too(done, bundle, small, file, tmp_path):
    other = fairlead.new(tmp_path / "other", small.toml.encode())
    other.add([file("places.csv", small.places), file("s.csv", small.sightings("S8"))], by="eve")
    merged = done.merge(bundle(other))
    assert merged.common == 0
    assert {why for _, why in merged.left} == {"it tells of the other folder alone", "the same bytes are here"}
    done.run(flow=small.flow)
    assert "S8" in {s["label"] for s in done.table("sightings").to_pylist()}


def test_a_broken_bundle_or_a_case_for_reading_is_refused(two, bundle):
    mine, hers = two
    path = bundle(hers)
    with pytest.raises(CaseError, match="opened for reading only"):
        fairlead.open(mine.path, read_only=True).merge(path)
    path.write_bytes(path.read_bytes().replace(b"Alder S2", b"Alder S7"))
    with pytest.raises(CaseError, match="does not hold together"):
        mine.merge(path)
