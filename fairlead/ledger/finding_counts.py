"""Findings about counts: what stays open, what others claim, which days nobody watched."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from fairlead.base.timeline import say_days, say_span
from fairlead.base.wording import plural, quoted, say_count, say_list, say_number, say_small, sentence
from fairlead.ledger.finding_rows import (
    NAMED_AT_MOST,
    Case,
    Row,
    Told,
    by_time,
    claimed_figure,
    end_of_claim,
    finding,
    some,
)
from fairlead.ledger.parties import split_names

ONE_BY_ONE = 3
"""Open counts that have a row each: what is read at a glance. The others are told in one row, each named in full in its
words."""


def find_open_counts(case: Case, ask: Row) -> Iterator[dict[str, Any]]:
    """Ships whose own number of calls stays open: "at least one, two possible". Beyond a few they share a row."""
    wide = sorted((t for t in case.counted(ask) if t["calls_max"] > t["calls_min"]), key=by_time)
    reasons: dict[str, list[Row]] = defaultdict(list)
    for a in case.of(ask, "alternatives"):
        if a["kind"] == "second_call" and a["decision"] is None:
            for trip_id in a["trip_ids"]:
                reasons[trip_id].append(a)
    elsewhere = {t["trip_id"]: _rest_elsewhere(case, t, reasons[t["trip_id"]]) for t in wide}
    named = len(wide) if len(wide) <= ONE_BY_ONE + 1 else ONE_BY_ONE
    for t in wide[:named]:
        why, away = reasons[t["trip_id"]], elsewhere[t["trip_id"]]
        yield _open_count(ask, t["trip_id"], [_say_open(case, t, away), *(a["words"] for a in why)], [t], why)
    if more := wide[named:]:
        away = sum((elsewhere[t["trip_id"]] for t in more), Counter[str]())
        least, most = sum(t["calls_min"] for t in more), sum(t["calls_max"] for t in more) - away.total()
        text = (
            f"{say_count(len(more), 'more documented trip')} may each stand for more calls than one: at least "
            f"{say_count(least, 'call')}, {say_small(most)} possible{_say_elsewhere(case, away, 'by stays at')}"
        )
        told = [text, *(_say_open(case, t, elsewhere[t["trip_id"]]) for t in more)]
        yield _open_count(ask, "more", told, more, [a for t in more for a in reasons[t["trip_id"]]])


def _place_of(trip: Row) -> str | None:
    """The place of the call that a trip is dated by."""
    place: str | None = trip["load_place_id"] or trip["discharge_place_id"]
    return place


def _rest_elsewhere(case: Case, trip: Row, why: Sequence[Row]) -> Counter[str]:
    """How many of a trip's further calls rest on stays at other places than that of its call, by place.

    A ship that unloads twice after one loading may have loaded twice: the further call was seen where it unloads.
    """
    pairs = [a for a in why if len(a["sources"]) > 1]  # the call that counts and the further one beside it
    places = Counter(case.place_of(a["sources"][-1]) for a in pairs)
    alone = {case.place_of(a["sources"][0]) for a in why if len(a["sources"]) == 1}  # one stay that may be several
    if len(alone) == 1:
        places[alone.pop()] += trip["calls_max"] - 1 - len(pairs)
    return Counter({p: n for p, n in places.items() if n and p not in (None, _place_of(trip))})


def _say_open(case: Case, trip: Row, away: Counter[str]) -> str:
    """``Yu Son at Vostochny, 1 Apr 2024: at least one call, two possible``; calls at other places are told as that."""
    place = _place_of(trip)
    where = f" at {case.place_name(place)}" if place else ""
    when = say_days(trip["start_time"], trip["end_time"])
    least, here = say_count(trip["calls_min"], "call"), trip["calls_max"] - away.total()
    count = f"at least {least}, {say_small(here)} possible" if here > trip["calls_min"] else least
    by = f"by its {'stay' if away.total() == 1 else 'stays'} at"
    return f"{trip['hull_words']}{where}, {when}: {count}{_say_elsewhere(case, away, by)}"


def _say_elsewhere(case: Case, away: Counter[str], by: str) -> str:
    """``; by its stays at Nampo three further trips are possible``, or nothing."""
    if not away:
        return ""
    names = say_list(sorted(map(case.place_name, away)))
    return f"; {by} {names} {say_count(away.total(), 'further trip')} {'is' if away.total() == 1 else 'are'} possible"


def _open_count(
    ask: Row, subject: str, sentences: Sequence[str], trips: Sequence[Row], why: Sequence[Row]
) -> dict[str, Any]:
    is_seen = all(t["status"] == "documented" for t in trips)
    rest = f"The {say_count(len(trips), 'counted call')} {'rests' if len(trips) == 1 else 'rest'} on evidence held"
    return finding(
        ask,
        "open_count",
        subject,
        sentence(sentences[0]),
        " ".join(map(sentence, sentences)),
        status="documented" if is_seen else "inferred",
        confidence=Told(
            "moderate" if is_seen else "low",
            f"{rest}{'' if is_seen else ', not all of it seen'}; what is held leaves a further one open.",
        ),
        limits=[
            "A report near a port is not a call, and a ship that nobody saw elsewhere may have been elsewhere.",
            "What would change it: an image of the berth, or a position elsewhere, in the days between.",
        ],
        sources=[*(t["trip_id"] for t in trips), *(a["alternative_id"] for a in why)],
    )


def find_claimed_count(case: Case, ask: Row) -> Iterator[dict[str, Any]]:
    """The claim that counts trips, beside our own count for its period, and how many origins stand behind it."""
    claim = next((c for c in case.rows("claims") if c["label"] == ask["claimed_trips"]), None)
    test = claim and next((t for t in case.of(ask, "claim_tests") if t["claim_id"] == claim["claim_id"]), None)
    if claim is None or test is None or test["unit"] != "trip" or claim["stance"] == "deny":
        return
    origin_id = next((o["origin_id"] for o in case.rows("claim_origins") if o["claim_id"] == claim["claim_id"]), None)
    origin = next((o for o in case.rows("origins") if o["origin_id"] == origin_id), None)
    doubt = next((e for e in case.of(ask, "trip_estimates") if e["basis"] == "after_doubt"), None)
    observers = say_count(case.observers(case.counted(ask)), "separate observer")
    yield finding(
        ask,
        "claimed_count",
        claim["claim_id"],
        sentence(_claim_headline(claim, test, origin)),
        " ".join(map(sentence, _say_claim(claim, test, origin))),
        status="claimed",
        confidence=Told(
            "moderate", f"Our count rests on {observers}; what the claim rests on is its speaker's to show."
        ),
        limits=[
            test["words"],
            "Our trips need not be among those claimed; the claimant's dated list of trips would tell.",
            *([doubt["words"]] if doubt else []),
            *([origin["words"]] if origin else []),
        ],
        sources=[
            claim["claim_id"],
            test["claim_test_id"],
            *([origin["origin_id"]] if origin else []),
            *([doubt["estimate_id"]] if doubt else []),
        ],
    )


def _claim_headline(claim: Row, test: Row, origin: Row | None) -> str:
    figure = f"{end_of_claim(claim)} {say_number(claimed_figure(claim))}"
    voices = f", one origin in {say_count(origin['documents'], 'document')}" if origin is not None else ""
    ours = say_number(test["ours_low"])
    own = ""
    if test["ours_own"]:
        whose = some([*dict.fromkeys(n for c in test["own_observers"] for n in split_names(c))], "observer")
        own = f", {say_number(test['ours_own'])} of them known only from what {whose} saw"
    return f"{claim['speaker']} counts{figure}{voices}; evidence held here dates {ours} of its period{own}"


def _say_claim(claim: Row, test: Row, origin: Row | None) -> list[str]:
    ours, maybe = int(test["ours_low"]), int(test["ours_high"] - test["ours_low"])
    figure = claimed_figure(claim)
    words = quoted(claim["quantity_words"] or f"{say_number(figure)} {plural(claim['unit'])}")
    period = say_span(claim["period_start"], claim["period_end"])
    dated = f"{claim['speaker']} said {words} for {period}; this case dates {say_count(ours, 'trip')} in that period"
    if maybe:
        dated += f", and {say_count(maybe, 'more', 'more')} may lie in it, possible ones counted"
    sentences = [dated]
    if origin is not None:
        carried = f"{say_count(origin['documents'], 'document')} {'carries' if origin['documents'] == 1 else 'carry'}"
        changed = f", {say_small(origin['altered'])} with a figure, unit or role changed"
        sentences.append(f"the claim is one origin's word, which {carried}{changed if origin['altered'] else ''}")
    if figure > ours:
        least = "up to" if claim["qty_low"] is None else "at least"
        of = "them" if end_of_claim(claim) else f"the {say_number(figure)}"
        sentences.append(f"{least} {say_number(figure - ours)} of {of} are not dated by evidence held here")
    return sentences


def find_unwatched_days(case: Case, ask: Row) -> Iterator[dict[str, Any]]:
    """How few days the places were looked at. Where nothing was looked at, nothing can be said to be absent."""
    rows = [r for r in case.of(ask, "coverage") if r["place_id"] in case.place]
    if not any(r["days_unwatched"] for r in rows):
        return
    places = {r["place_id"] for r in rows}
    looks = [w for w in case.rows("watches") if w["place_id"] in places]
    limits = ["Looks are those this case holds; others may have looked on other days."]
    if looks and all(w["is_cued"] and w["look"] is None for w in looks):
        limits.append(
            "Each look held is known because something was seen and published; none that found nothing is held."
        )
    sentences = [
        *[_say_coverage(case, r) for r in rows if r["role"] == "load"][:NAMED_AT_MOST],
        *_say_others(case, [r for r in rows if r["role"] != "load"]),
        "where nothing was looked at, nothing can be said to be absent",
    ]
    yield finding(
        ask,
        "not_watched",
        "days not watched",
        sentence(_unwatched_headline(case, rows)),
        " ".join(map(sentence, sentences)),
        status="documented",
        confidence=Told("high", "It is counted from the looks that this case holds."),
        limits=[*limits, "A day with a look is not a day without a missed call."],
        sources=[f"question:{ask['question']}", *places, *(w["watch_id"] for w in looks)],
    )


def _unwatched_headline(case: Case, rows: Sequence[Row]) -> str:
    """The place of loading that was watched least, in days; another place where loading was watched every day."""
    r = max(rows, key=lambda r: (bool(r["days_unwatched"]), r["role"] == "load", r["days_unwatched"], r["place_id"]))
    days = f"{say_number(r['days_unwatched'])} of {say_number(r['days_total'])} days"
    longest = f", {say_number(r['longest_d'])} of them on end" if (r["longest_d"] or 0) > 1 else ""
    return f"no look at {case.place[r['place_id']]['name']} that could tell is held in this case for {days}{longest}"


def _say_coverage(case: Case, r: Row) -> str:
    name = case.place[r["place_id"]]["name"]
    days = f"{say_number(r['days_watched'])} of {say_number(r['days_total'])} days"
    words = f"looks at {name}, a place of loading, that could tell are held for {days}"
    if r["days_maybe"]:
        words += f" and for some day among {say_number(r['days_maybe'])} more"
    if not r["days_unwatched"]:
        return f"{words}, none of them without"
    words += f"; for {say_number(r['days_unwatched'])} none is held"
    if (r["longest_d"] or 0) > 1:
        longest = say_span(r["longest_start"], r["longest_end"])
        words += f", the longest stretch {say_number(r['longest_d'])} days, {longest}"
    return words


def _say_others(case: Case, rows: Sequence[Row]) -> list[str]:
    """The other places in one sentence: those with some look, and those with none."""

    def name(r: Row) -> str:
        return str(case.place[r["place_id"]]["name"])

    told, none = [], []
    for r in sorted(rows, key=name):
        parts = [say_count(r["days_watched"], "day")] if r["days_watched"] else []
        parts += [f"some day among {say_number(r['days_maybe'])}"] if r["days_maybe"] else []
        if parts:
            told.append(f"{name(r)} on {' and '.join(parts)}")
        else:
            none.append(name(r))
    words = [f"of the other places, looks are held at {some(told, 'place')}"] if told else []
    words += [f"no look that could tell is held at {some(none, 'place')}"] if none else []
    return ["; ".join(words)] if words else []
