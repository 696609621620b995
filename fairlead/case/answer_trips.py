"""The count of trips in the answer: each kind of figure, how its trips are known, and what its bounds do not hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from fairlead.base.periods import find_across
from fairlead.base.wording import say_list, say_many, say_number, sentence
from fairlead.case.answer_held import Held, Row, whole
from fairlead.ledger.estimate_state import PRIOR, UNSETTLED, estimate_states

NO_ESTIMATE = "No estimate: "
"""How the documented row of TRIP_ESTIMATES begins to say why there is none."""

SOURCE_KINDS = ("original", "copy", "secondary", "not stated")
"""What a source is to what it tells, the closest first."""
LENGTHS = ("warm_up", "iterations")
"""Parameters of the season that say how long its chains are."""
HARDLY = 0.01
"""An alternative of a smaller chance is listed after those on which no chance is put."""


def count_trips(held: Held, ask: Row, changed: Iterable[Row] = ()) -> Row:
    """The kinds of count of a question, each with what it rests on in words.

    Args:
        held: the tables.
        ask: the question.
        changed: the parameters of the run that are not the usual ones.
    """
    name = ask["question"]
    estimates = {r["basis"]: r for r in held.of(name, "trip_estimates")}
    documented, doubt, estimated, claimed, possible = (
        estimates.get(basis, {}) for basis in ("documented", "after_doubt", "estimated", "claimed", "possible")
    )
    open_ones = [a for a in held.of(name, "alternatives") if a["decision"] is None]
    across = len(find_across(ask, held.of(name, "trips")))
    out: Row = {
        "documented": whole(documented.get("count")),
        **_known_by(held, ask, documented),
        "documented_p05": doubt.get("p05"),
        "documented_p50": doubt.get("p50"),
        "documented_p95": doubt.get("p95"),
        "documented_min": whole(doubt.get("least")),
        "documented_max": whole(doubt.get("most")),
        "documented_beyond": len(_beyond(open_ones)) if doubt else None,
        "documented_given": doubt.get("given"),
        "documented_doubt": _say_doubt(doubt, open_ones, across) if doubt else None,
        "possible": whole(possible.get("count")),
        "possible_across": across,
        "estimated_p05": estimated.get("p05"),
        "estimated_p50": estimated.get("p50"),
        "estimated_p95": estimated.get("p95"),
        "estimated_basis": estimated.get("given"),
        "estimated_words": estimated.get("words"),
        "estimated_none": _why_none(documented) if not estimated else None,
        "estimated_dots": estimated.get("dots") or [],
        **_state(held, ask, estimated, changed),
        "vessels": whole(documented.get("vessels")),
        "claimed": whole(claimed.get("count")),
    }
    return out | _claimed(held, ask, claimed)


def _why_none(documented: Row) -> str | None:
    """``No estimate: 4 looks are held, ...``, as the documented row says it; None where it says nothing of one."""
    _, found, why = str(documented.get("words") or "").partition(NO_ESTIMATE)
    return sentence(f"{NO_ESTIMATE}{why}") if found else None


def list_not_estimated(estimates: Iterable[Row]) -> list[str]:
    """``oil: no estimate: 4 looks are held, ...`` for each question of which trips are documented and none is made.

    Args:
        estimates: rows of TRIP_ESTIMATES.
    """
    return [
        f"{r['question']}: {why[:1].lower()}{why[1:]}"
        for r in sorted(estimates, key=lambda r: str(r["question"]))
        if r["basis"] == "documented" and r["count"] and (why := _why_none(r))
    ]


# ------------------------------------------------------------------------------------------------ how trips are known


def _known_by(held: Held, ask: Row, documented: Row) -> Row:
    """How many documented trips are seen or inferred, by what they were seen, and on what kind of source they rest."""
    if not documented:
        keys = ("seen", "from_images", "inferred", "load_dated", "unidentified", "sources", "split", "rests", "words")
        return {f"documented_{key}": None for key in keys}
    counted = [t for t in held.of(ask["question"], "trips") if t["is_counted"]]
    seen = [t for t in counted if t["status"] != "inferred"]
    beneath = _sightings_beneath(held, seen)
    method = {o["sighting_id"]: o["method"] for o in held.rows("observations", "sighting_id", "method")}
    source = {s["sighting_id"]: s["source_kind"] for s in held.rows("sightings", "sighting_id", "source_kind")}
    imaged = sum(any(method.get(s) == "image" for s in ids) for ids in beneath)
    kinds = Counter(
        min((_kind_of(source.get(s)) for s in ids), key=SOURCE_KINDS.index, default="not stated") for ids in beneath
    )
    split = _say_split(imaged, len(seen) - imaged, len(counted) - len(seen))
    rests = _say_rests(kinds, imaged) if seen else None
    total = say_number(documented["count"])
    return {
        "documented_seen": len(seen),
        "documented_from_images": imaged,
        "documented_inferred": len(counted) - len(seen),
        "documented_load_dated": sum(t["load_place_id"] is not None for t in counted),
        "documented_unidentified": sum(t["vessel_id"] is None for t in counted),
        "documented_sources": {kind.replace(" ", "_"): kinds[kind] for kind in SOURCE_KINDS},
        "documented_split": split,
        "documented_rests": rests,
        "documented_words": " ".join(filter(None, [sentence(f"{total} documented: {split}"), rests]))
        if counted
        else documented["words"],
    }


def _sightings_beneath(held: Held, trips: Iterable[Row]) -> list[set[str]]:
    """For each trip the sightings of its stays; of a trip without a stay, those it names itself."""
    stays = {s["stay_id"]: s["sources"] for s in held.rows("stays", "stay_id", "sources")}
    ids = [{t["load_stay_id"], t["discharge_stay_id"], *t["sources"]} for t in trips]
    return [{s for i in own if i in stays for s in stays[i]} or {i for i in own if i} for own in ids]


def _kind_of(words: str | None) -> str:
    """``original``, ``copy`` or ``secondary`` from a source's own word for itself; what republishes is a copy."""
    text = (words or "").casefold()
    if "copy" in text or "republish" in text:
        return "copy"
    return next((kind for kind in ("original", "secondary") if text.startswith(kind)), "not stated")


def _say_split(imaged: int, otherwise: int, inferred: int) -> str:
    """``10 reported from images, 1 inferred``."""
    parts = ((imaged, "reported from images"), (otherwise, "reported otherwise"), (inferred, "inferred"))
    return ", ".join(f"{say_number(n)} {what}" for n, what in parts if n)


def _say_rests(kinds: Counter[str], imaged: int) -> str:
    """How near to the observer the sources are: how many trips are known from which kind of source."""
    named = {
        "secondary": "from secondary reports", "copy": "from a copy", "original": "from an original publication",
        "not stated": "from sources of a kind not stated",
    }  # fmt: skip
    if set(kinds) == {"not stated"}:
        words = f"what kind of source the {say_number(kinds.total())} are known from is not stated"
    else:
        first, *rest = [f"{say_number(kinds[kind])} {whence}" for kind, whence in named.items() if kinds[kind]]
        figure, _, whence = first.partition(" ")
        told = [f"{figure} {'is' if figure == '1' else 'are'} known {whence}", *rest]
        told += [] if kinds["original"] else ["none from an original publication"]
        words = f"of the {say_number(kinds.total())}, {say_list(told)}"
    return sentence(f"{words}; no image is held here" if imaged else words)


# ------------------------------------------------------------------------------------------- what an estimate is worth


def _state(held: Held, ask: Row, estimated: Row, changed: Iterable[Row]) -> Row:
    """Whether a sampled estimate is more than its assumptions and whether its chains agree; null where nothing is
    sampled. ``estimated_caveats`` are to stand beside the figure."""
    total = next((r for r in held.of(ask["question"], "season_totals") if r["basis"] == "estimated"), None)
    if total is None or not estimated:
        keys = ("is_prior", "is_settled", "r_hat")
        return {**{f"estimated_{key}": None for key in keys}, "estimated_caveats": []}
    states = estimate_states(estimated["words"])
    if not total["is_settled"] and UNSETTLED not in states:
        states.append(UNSETTLED)
    return {
        "estimated_is_prior": PRIOR in states,
        "estimated_is_settled": total["is_settled"],
        "estimated_r_hat": total["r_hat"],
        "estimated_caveats": [
            _say_unsettled(total, estimated["words"], changed) if s == UNSETTLED else s for s in states
        ],
    }


def _say_unsettled(total: Row, words: str, changed: Iterable[Row]) -> str:
    """Chains that disagree: what each says, in the row's own words, what the draws are worth, and whether chains cut
    short may be all there is to it."""
    told = re.search(rf"{UNSETTLED}: [^;]*", words, re.IGNORECASE)
    said = f"{UNSETTLED}{told[0][len(UNSETTLED) :]}" if told else UNSETTLED
    if total["ess"] is None:
        return said
    draws = say_many(total["draws"], "draw")
    said += f", its {draws} worth {say_number(round(total['ess']))}"
    is_short = any(c["step"] == "season" and c["parameter"] in LENGTHS and c["value"] < c["usual"] for c in changed)
    return f"{said}; chains shorter than usual may be all there is to it" if is_short else said


# --------------------------------------------------------------------------------------------- what the bounds hold


def _beyond(open_ones: Sequence[Row]) -> list[Row]:
    """Open alternatives that would add a trip and carry no chance: no bound holds them."""
    return [a for a in open_ones if a["effect"] > 0 and a["chance_frac"] is None]


def by_weight(alternative: Row) -> tuple[int, float, str, str, str]:
    """Order of alternatives: of one effect the likely first, and those without a chance before the hardly possible."""
    a = alternative
    chance = HARDLY if a["chance_frac"] is None else a["chance_frac"]
    return a["effect"], -chance, a["kind"], a["words"], a["alternative_id"]


def _say_doubt(doubt: Row, open_ones: Sequence[Row], across: int = 0) -> str:
    """The interval after doubt, by which chances it comes about, and what is not in it."""
    if doubt["given"] is not None:
        low, high = say_number(doubt["p05"]), say_number(doubt["p95"])
        words = f"90 % {low}–{high}: who was seen, and what was one stay, sampled {doubt['given']}"
        if across:
            words += "; a loading stay across an edge of the period counts in it, where "
            words += f"{say_number(across)} documented so {'is' if across == 1 else 'are'} possible only"
        return words
    weighed = [a for a in open_ones if a["effect"] and a["chance_frac"] is not None]
    bare = [a for a in open_ones if a["effect"] < 0 and a["chance_frac"] is None]
    beyond = _beyond(open_ones)
    low, high = say_number(doubt["p05"]), say_number(doubt["p95"])
    words = "no open alternative with a chance touches the count"
    if weighed:
        alone = "" if len(weighed) == 1 else ", taken as independent"
        words = f"90 % {low if low == high else f'{low}–{high}'}, by the chances put on "
        words += f"{say_many(len(weighed), 'open alternative')}{alone}"
    if bare:
        words += f"; {say_number(len(bare))} without a chance that would take one away only widen the bounds"
    if beyond:
        words += f"; not in it: {say_number(len(beyond))} without a chance that would add one"
    return words


# ---------------------------------------------------------------------------------------------------- whose word it is


def _claimed(held: Held, ask: Row, claimed: Row) -> Row:
    """Who claims the count, at which end, and how many origins and documents stand behind it."""
    claim = held.by("claims", "label").get(ask["claimed_trips"] or "") or {}
    traced = held.by("claim_origins", "claim_id").get(claim.get("claim_id")) or {}
    origin = held.by("origins", "origin_id").get(traced.get("origin_id")) or {}
    start, end = claim.get("period_start"), claim.get("period_end")
    return {
        "claimed_end": _end_of(claim),
        "claimed_claim": claim.get("label"),
        "claimed_by": claim.get("speaker"),
        "claimed_said": claim.get("quantity_words"),
        "claimed_period": None if start is None and end is None else {"start": start, "end": end},
        "claimed_origins": 1 + len(traced.get("other_origin_ids") or ()) if origin else None,
        "claimed_documents": origin.get("documents"),
        "claimed_altered": origin.get("altered"),
        "claimed_words": claimed.get("words"),
    }


def _end_of(claim: Row) -> str | None:
    """``at least`` or ``at most`` where the claim gives one end of its count."""
    low, high = claim.get("qty_low"), claim.get("qty_high")
    if (low is None) == (high is None):
        return None
    return "at most" if low is None else "at least"
