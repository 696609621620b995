"""The answer to a question as one object, assembled from rows and from nothing else (DESIGN section 4).

Four kinds of figure stand side by side and are never added: documented, documented after doubt, estimated, claimed.
What a table does not hold is null here; a table that no run has written yet counts as empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fairlead.base.json_values import json_value
from fairlead.base.timeline import whole_days
from fairlead.case.ais_caveats import list_clocks
from fairlead.case.answer_held import Held, Row, Tables, whole
from fairlead.case.answer_trips import by_weight, count_trips
from fairlead.case.caveats import changed_parameters, unused_settings
from fairlead.case.simulated import say_simulated
from fairlead.case.uncounted import list_idle
from fairlead.errors import CaseError

BASES = ("documented", "after_doubt", "estimated", "claimed")
"""Whose trips a figure is of, in the order they are shown."""


def answer(tables: Tables, question: str | None, run: Mapping[str, Any]) -> Row:
    """Assemble the answer to one question of a case.

    Args:
        tables: gives a table of the case by name; an empty one where no run has come to it.
        question: name of the question in case.toml; None for the first.
        run: the record of the run that made the tables, as it is kept, with ``changed_since`` (what has changed since,
            in words); empty where there was none.

    Returns:
        A JSON-serialisable object with a fixed order of keys; times are ISO 8601 in UTC, absent figures are null.

    Raises:
        CaseError: the case asked no question, or none of that name, or a table cannot be read.

    Limits:
        Figures are rows of the tables. The only arithmetic done here: shares of a limit, the days between looks, and
        how many trips are known in which way.
    """
    held = Held(tables)
    ask = _find_question(held, question)
    name, unit = ask["question"], ask["unit"]
    cap_rows = held.of(name, "cap_status")
    main, periods = _cap_periods(ask, cap_rows)
    in_period = [r for r in cap_rows if (r["rule"], r["period_start"]) == main]
    amounts, changed = _amounts(held, ask, in_period), changed_parameters(run)
    found = {
        "question": {
            "id": name,
            "text": ask["text"],
            "period": _period(ask["period_start"], ask["period_end"]),
            "from": ask["from_party"],
            "to": ask["to_party"],
            "commodity": ask["commodity"],
            "carrier": ask["carrier"],
            "unit": unit,
        },
        "trips": count_trips(held, ask, changed),
        "barrels": amounts if unit == "barrel" else None,
        "amounts": None if unit == "barrel" else amounts,
        "cap": _cap(held, ask, in_period, periods),
        "official": _official(held, unit, in_period),
        "transfers": _transfers(held, name),
        "findings": _findings(held, name),
        "coverage": _coverage(held, ask),
        "alternatives": _alternatives(held, name),
        "checks": _checks(held),
        "look_checks": _look_checks(held),
        "simulated": say_simulated(tables),
        "changed_since": list(run.get("changed_since") or ()),
        "clocks_off": list_clocks(tables("conflicts")),
        "parameters_changed": changed,
        "settings_unused": unused_settings(held.rows("rejects"), held.rows("evidence")),
        "evidence_idle": list_idle(tables),
        "run": _run(run),
    }
    return {key: json_value(value) for key, value in found.items()}


def _find_question(held: Held, name: str | None) -> Row:
    asked = sorted(held.rows("questions"), key=lambda r: r["ordinal"])
    if not asked:
        raise CaseError("this case asks no question yet: write a [question.NAME] table in case.toml, then run the case")
    if name is None:
        return asked[0]
    for row in asked:
        if row["question"] == name:
            return row
    named = ", ".join(r["question"] for r in asked)
    raise CaseError(f"no question {name!r} was asked in the last run; it asked {named}. 'fairlead run' asks anew")


# ------------------------------------------------------------------------------------------------- amounts and the cap


def _amounts(held: Held, ask: Row, cap_rows: list[Row]) -> Row | None:
    totals = held.of(ask["question"], "totals")
    if ask["unit"] is None or not totals:
        return None
    is_barrel = ask["unit"] == "barrel"
    bases = {}
    for basis in BASES:
        own = [t for t in totals if t["basis"] == basis]
        if own:
            bases[basis] = _basis(own, [c for c in cap_rows if c["basis"] == basis], is_barrel)
    if "documented" in bases:
        bases["documented"]["borrowed"] = _borrowed(held, ask)
    if "claimed" in bases or ask["claimed_amount"]:
        bases.setdefault("claimed", _basis([], [], is_barrel))["stated"] = _stated(held, ask)
    head = bases.get("documented") or _basis([], [], is_barrel)
    conversion = next(
        (
            r
            for r in held.rows("conversions")
            if (r["authority"], r["product"]) == (ask["conversion_authority"], ask["conversion_product"])
        ),
        None,
    )
    return {
        "basis": "documented",
        "unit": ask["unit"],
        "by_load_share": head["by_load_share"],
        "p05": head["p05"],
        "p50": head["p50"],
        "p95": head["p95"],
        "conversion": conversion
        and {
            "authority": conversion["authority"],
            "product": conversion["product"],
            "bbl_per_t" if is_barrel else "unit_per_t": conversion["bbl_per_t"],
        },
        "bases": bases,
    }


def _basis(totals: list[Row], cap_rows: list[Row], is_barrel: bool) -> Row:
    """The figures of one basis: at load shares, at a figure a call, and drawn; each with its verdict.

    Where a cap is asked about, the figures are those inside its period: a verdict stands beside the amount it is on.
    """
    verdicts = {_assumed(c): c for c in cap_rows}
    shares = sorted((t for t in totals if t["load_share_frac"] is not None), key=lambda t: t["load_share_frac"])
    calls = sorted((t for t in totals if t["per_call"] is not None), key=lambda t: t["per_call"])
    drawn = next((t for t in totals if _assumed(t) == (None, None)), {})
    in_period = verdicts.get((None, None)) or drawn
    any_row = drawn or (totals[0] if totals else {})
    return {
        "status": any_row.get("status"),
        "trips": whole(any_row.get("trips")),
        "by_load_share": [
            {"share": t["load_share_frac"]} | _figure(t, verdicts.get(_assumed(t)), is_barrel) for t in shares
        ],
        "by_call": [{"per_call": t["per_call"]} | _figure(t, verdicts.get(_assumed(t)), is_barrel) for t in calls],
        "p05": in_period.get("amount_p05"),
        "p50": in_period.get("amount"),
        "p95": in_period.get("amount_p95"),
        "words": drawn.get("words"),
    }


def _borrowed(held: Held, ask: Row) -> Row | None:
    """How many documented trips are by hulls of unknown deadweight, and what stands in; None where there are none."""
    columns = ("question", "trip_id", "dwt_t", "dwt_basis")
    loaded = {r["trip_id"]: r for r in held.of(ask["question"], "cargoes", *columns)}
    lent = [r for r in loaded.values() if r["dwt_basis"] != "stated"]
    if not lent:
        return None
    return {"trips": len(lent), "of": len(loaded), "dwt_t": lent[0]["dwt_t"], "basis": lent[0]["dwt_basis"]}


def _figure(total: Row, verdict: Row | None, is_barrel: bool) -> Row:
    key = "barrels" if is_barrel else "amount"
    cap = verdict or {}
    return {
        key: cap.get("amount", total["amount"]),
        "over_cap": cap.get("is_over"),
        f"{key}_with_notified": cap.get("with_notified"),
        "over_cap_with_notified": cap.get("is_over_with_notified"),
        "assumption": total["assumption"],
        "status": total["status"],
    }


def _assumed(row: Row) -> tuple[float | None, float | None]:
    return row["load_share_frac"], row["per_call"]


def _stated(held: Held, ask: Row) -> Row | None:
    """The amount somebody states in words, for the same trips."""
    claim = held.by("claims", "label").get(ask["claimed_amount"] or "")
    if claim is None or claim["rescinded"]:
        return None
    return {
        "claim": claim["label"],
        "by": claim["speaker"],
        "org": claim["speaker_org"],
        "words": claim["quantity_words"],
        "low": claim["qty_low"],
        "high": claim["qty_high"],
        "unit": claim["unit"],
        "period": _period(claim["period_start"], claim["period_end"]),
    }


def _cap_periods(ask: Row, cap_rows: list[Row]) -> tuple[tuple[str, datetime] | None, list[tuple[str, datetime]]]:
    """The cap period the answer is given for (the one that shares most with the question's period), and all of them."""
    shared = {
        (r["rule"], r["period_start"]): min(r["period_end"], ask["period_end"])
        - max(r["period_start"], ask["period_start"])
        for r in cap_rows
    }
    return max(shared, key=lambda k: (shared[k], k[1], k[0]), default=None), sorted(shared, key=lambda k: (k[1], k[0]))


def _cap(held: Held, ask: Row, in_period: list[Row], periods: list[tuple[str, datetime]]) -> Row | None:
    if not in_period:
        return None
    rows = {r["basis"]: r for r in in_period if r["basis"] in BASES and _assumed(r) == (None, None)}
    first, head = in_period[0], _crossing(rows.get("documented", {}))
    is_barrel = first["unit"] == "barrel"
    return {
        "id": first["rule"],
        "limit_bbl": first["limit"] if is_barrel else None,
        "limit": first["limit"],
        "unit": first["unit"],
        "period": _period(first["period_start"], first["period_end"]),
        "period_words": (held.by("legal_measures", "label").get(first["rule"]) or {}).get("period_words"),
        "rule": _rule_words(held, first["rule"]),
        "basis": "documented",
        **head,
        "bases": {basis: _crossing(rows[basis]) for basis in BASES if basis in rows},
        "sensitivities": [
            {k: r[k] for k in ("changed", "assumption", "amount", "p_over", "words")}
            for r in sorted(held.of(ask["question"], "sensitivities"), key=lambda r: r["ordinal"])
            if (r["rule"], r["period_start"]) == (first["rule"], first["period_start"])
        ],
        "periods": [
            {
                "period": _period(r["period_start"], r["period_end"]),
                "rule": r["rule"],
                "basis": r["basis"],
                **_crossing(r),
            }
            for key in periods
            for r in held.of(ask["question"], "cap_status")
            if (r["rule"], r["period_start"]) == key and r["basis"] in BASES and _assumed(r) == (None, None)
        ],
    }


def _crossing(row: Row) -> Row:
    return {
        "p_exceeded": row.get("p_over"),
        "p_exceeded_with_notified": row.get("p_over_with_notified"),
        "crossed_p05": row.get("crossed_p05"),
        "crossed_p50": row.get("crossed_p50"),
        "crossed_p95": row.get("crossed_p95"),
        "dots": row.get("dots") or [],
        "assumption": row.get("assumption"),
        "words": row.get("words"),
    }


def _rule_words(held: Held, label: str) -> str:
    """The rule as people cite it: as the findings write it, else from its own row."""
    for finding in held.rows("findings"):
        if finding["rule"] == label and finding["rule_words"]:
            return str(finding["rule_words"])
    law = held.by("legal_measures", "label").get(label)
    if law is None:
        return label
    return f"{law['instrument']} para {law['paragraph']}" if law["paragraph"] else str(law["instrument"])


def _official(held: Held, unit: str | None, in_period: list[Row]) -> Row:
    row = next((r for r in in_period if r["basis"] == "official"), None)
    reports = held.by("official_reports", "official_report_id")
    rows = [reports[s] for s in (row["sources"] if row else []) if s in reports]
    amount = row and row["amount"]
    return {
        "barrels": amount if unit == "barrel" else None,
        "amount": amount,
        "unit": unit,
        "share_of_cap": amount / row["limit"] if row and amount is not None and row["limit"] else None,
        "over_cap": row and row["is_over"],
        "words": row and row["words"],
        "rows": [
            {
                "id": r["official_report_id"],
                "label": r["label"],
                "state": r["reporting_state"],
                "period": _period(r["period_start"], r["period_end"]),
                "barrels": r["barrels"],
                "tonnes": r["tonnes"],
                "pct_of_cap_stated": r["pct_of_cap_stated"],
                "source_url": r["source_url"],
            }
            for r in sorted(rows, key=lambda r: (r["period_start"], r["label"]))
        ],
    }


# ----------------------------------------------------------------------------------------- what stands beside the count


def _transfers(held: Held, name: str) -> list[Row]:
    """Who is said to have given what to whom; what this question counts comes first."""
    rows = sorted(held.rows("transfers"), key=lambda r: (r["question"] != name, r["transfer_id"]))
    kept = (
        "from_party", "to_party", "item_class", "question", "origins", "documents", "denials", "no_comments",
        "confirmations", "our_trips", "quantity_words", "words",
    )  # fmt: skip
    return [{"id": r["transfer_id"]} | {k: r[k] for k in kept} for r in rows]


def _findings(held: Held, name: str) -> list[Row]:
    kept = (
        "label", "kind", "headline", "text", "rule", "rule_words", "likelihood", "chance_frac", "confidence",
        "confidence_words", "sources", "limits", "status",
    )  # fmt: skip
    rows = sorted(held.of(name, "findings"), key=lambda r: (_number(r["label"]), r["label"]))
    return [{"id": r["finding_id"]} | {k: r[k] for k in kept} for r in rows]


def _coverage(held: Held, ask: Row) -> list[Row]:
    """How the places of the question were watched, loading places first, with every look and every stretch without."""
    places, watches = held.by("places", "place_id"), held.rows("watches")
    order = {"load": 0, "discharge": 1}
    out = []
    for row in held.of(ask["question"], "coverage"):
        place = places.get(row["place_id"], {})
        looks = sorted(
            (w for w in watches if w["place_id"] == row["place_id"] and _shares(w, ask)),
            key=lambda w: (w["start_time"], w["end_time"], w["watch_id"]),
        )
        out.append(
            {
                "place_id": row["place_id"],
                "place": place.get("label"),
                "name": place.get("name"),
                "role": row["role"],
                "days_total": row["days_total"],
                "days_watched": row["days_watched"],
                "days_maybe": row["days_maybe"],
                "days_unwatched": row["days_unwatched"],
                "longest_unwatched": _period(row["longest_start"], row["longest_end"])
                and {**(_period(row["longest_start"], row["longest_end"]) or {}), "days": row["longest_d"]},
                "words": row["words"],
                "looks": [
                    {k: w[k] for k in ("start_time", "end_time", "is_day_known", "method", "is_cued")} for w in looks
                ],
                "unwatched": _stretches_without(looks, ask["period_start"], ask["period_end"]),
            }
        )
    return sorted(out, key=lambda c: (order.get(c["role"], 2), c["place"] or "", c["place_id"]))


def _shares(watch: Row, ask: Row) -> bool:
    if watch["start_time"] == watch["end_time"]:
        return bool(ask["period_start"] <= watch["start_time"] < ask["period_end"])
    return bool(watch["start_time"] < ask["period_end"] and ask["period_start"] < watch["end_time"])


def _stretches_without(looks: list[Row], start: datetime, end: datetime) -> list[Row]:
    """Whole UTC days of the period that no look touches, as half-open stretches."""
    out, day = [], start
    for look in looks:
        days = whole_days(look["start_time"], look["end_time"])
        if days.start > day:
            out.append(_period(day, min(days.start, end)))
        day = max(day, days.end)
    if day < end:
        out.append(_period(day, end))
    return [p for p in out if p]


def _alternatives(held: Held, name: str) -> list[Row]:
    rows = sorted(held.of(name, "alternatives"), key=by_weight)
    kept = ("kind", "trip_ids", "effect", "chance_frac", "decision", "words")
    return [{"id": r["alternative_id"]} | {k: r[k] for k in kept} for r in rows]


def _checks(held: Held) -> list[Row]:
    rows = sorted(held.rows("checks"), key=lambda r: (r["kind"], _number(r["label"]), r["label"], r["check_id"]))
    kept = ("about", "label", "kind", "outcome", "stated", "recomputed", "words")
    return [{"id": r["check_id"]} | {k: r[k] for k in kept} for r in rows]


def _look_checks(held: Held) -> list[Row]:
    """What does not add up in looks and in what names them: of the whole case, as a look serves every question."""
    rows = sorted(
        held.rows("look_checks"), key=lambda r: (r["kind"], _number(r["label"]), r["label"], r["look_check_id"])
    )
    kept = ("about", "label", "kind", "is_watch", "words")
    return [{"id": r["look_check_id"]} | {k: r[k] for k in kept} for r in rows]


def _run(run: Mapping[str, Any]) -> Row:
    return {
        "number": run.get("number"),
        "version": run.get("version"),
        "steps": [{k: step[k] for k in ("name", "outcome", "seconds")} for step in run.get("steps") or ()],
        "seconds": run.get("seconds"),
        "evidence": dict(run.get("evidence") or {}),
        "log_head": run.get("log_head"),
    }


# -------------------------------------------------------------------------------------------------------- plain values


def _period(start: datetime | None, end: datetime | None) -> Row | None:
    return None if start is None and end is None else {"start": start, "end": end}


def _number(label: str) -> int:
    digits = re.search(r"\d+", label)
    return int(digits[0]) if digits else 0
