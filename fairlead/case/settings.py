"""What case.toml asks, as rows; and each of its settings that names something no evidence has.

Such a setting can do nothing. It is a row of ``rejects`` with its line and what may have been meant, so that a slip of
the pen does not change an answer in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.from_look import PlaceLabels
from fairlead.base.spelling import plain
from fairlead.base.tables import AREAS, PLACE_SETTINGS, QUESTION_PLACES, QUESTIONS
from fairlead.base.wording import plural
from fairlead.case.config import Config
from fairlead.case.config_params import suggest
from fairlead.case.store import CONFIG_NAME
from fairlead.errors import CaseError
from fairlead.formats.api import refusal
from fairlead.identity.names import split_names
from fairlead.ledger.notified import NOTIFIED_IN
from fairlead.ledger.words import holds_phrase, tokens
from fairlead.trips.actual import ActualParams, claims_by_label, find_count
from fairlead.trips.fleets import words_of
from fairlead.trips.season import FROM_LOOKS

Row = dict[str, Any]
Tables = Mapping[str, pa.Table]


def settle(config: Config, config_id: str, tables: Tables) -> tuple[dict[str, pa.Table], list[Row]]:
    """The rows of case.toml, and a refusal for each setting that names something no evidence has.

    A place nobody knows makes its question senseless, so the run stops. Another label (a cap, a claim, a conversion)
    costs only what it was for: the question is asked without it. A ship, a type or a flag that nothing has stays in its
    fleet, where it admits nobody.

    Raises:
        CaseError: a place that no file has.
    """
    labels = PlaceLabels(tables["places"].select(["label"]).to_pylist())
    _check_places(config, labels, tables["places"]["label"].to_pylist())
    refused: list[Row] = []
    questions = [_Settled(dict(q), config, config_id, refused).against(tables) for q in config.questions]
    made = {
        table.name: table.from_rows({**row, "evidence_id": config_id} for row in rows)
        for table, rows in (
            (QUESTIONS, questions),
            (QUESTION_PLACES, _labelled(config.question_places, labels)),
            (PLACE_SETTINGS, _labelled(config.place_settings, labels)),
        )
    }
    made["areas"] = _areas(config, config_id, tables["areas"], refused)
    return made, refused


def _areas(config: Config, config_id: str, held: pa.Table, refused: list[Row]) -> pa.Table:
    """Areas of files, and those of case.toml whose label no file has: the file's row stands."""
    labels = {*held["label"].to_pylist()}
    for row in config.areas:
        if row["label"] in labels:
            reason = f"area {row['label']!r} is a row of a file already; give this one a label of its own"
            refused.append(
                refusal(config_id, CONFIG_NAME, reason, scope="field", row=row["row"], field="label",
                        label=row["label"], raw=row["label"])
            )  # fmt: skip
    drawn = [{**row, "evidence_id": config_id} for row in config.areas if row["label"] not in labels]
    return pa.concat_tables([held, AREAS.from_rows(drawn)]) if drawn else held


def _labelled(rows: Iterable[Row], labels: PlaceLabels) -> list[Row]:
    """Rows that name a place by its label, with the label as the file of places writes it."""
    return [row | {"place": place["label"]} for row in rows if (place := labels.find(row["place"]))]


def _check_places(config: Config, labels: PlaceLabels, known: Sequence[str]) -> None:
    named = [(r["row"], r["place"], f"question {r['question']!r}, {r['role']}") for r in config.question_places]
    named += [(r["row"], r["place"], "[places]") for r in config.place_settings]
    hint = f"the places known are {', '.join(sorted(set(known))[:20])}" if known else "no file of places has been added"
    bad = [
        f"{CONFIG_NAME} line {row}: {where}: no place is labelled {p!r}; {hint}"
        for row, p, where in named
        if labels.find(p) is None
    ]
    if bad:
        raise CaseError("\n".join(bad))


class _Settled:
    """One question held against the evidence, and what is refused of it."""

    def __init__(self, question: Row, config: Config, config_id: str, refused: list[Row]) -> None:
        self.question, self.config, self.config_id, self.refused = question, config, config_id, refused

    def against(self, tables: Tables) -> Row:
        """The question without the labels that no evidence has."""
        self._rules(tables["legal_measures"])
        self._conversion(tables["conversions"])
        self._claims(tables["claims"])
        self._words(tables)
        self._unit(tables)
        self._fleet(tables["particulars"], tables["sightings"])
        return self.question

    def _refuse(self, column: str, path: Iterable[str | int], label: str, words: str) -> None:
        name = self.question["question"]
        line = self.config.lines.get(("question", name, *path), self.question["row"])
        reason = f"question {name!r} {words}"
        self.refused.append(
            refusal(self.config_id, CONFIG_NAME, reason, scope="field", row=line, field=column, label=label, raw=label)
        )

    def _drop(self, column: str, path: Iterable[str | int], label: str, what: str) -> None:
        self._refuse(column, path, label, f"names {label!r}, and {what}; the question is asked without it")

    # -------------------------------------------------------------------------------------------------- rules and cap

    def _rules(self, legal_measures: pa.Table) -> None:
        rules = {r["label"]: r for r in legal_measures.to_pylist()}
        cap = self.question.get("cap")
        if cap and cap not in rules:
            self._drop("cap", ("cap",), cap, f"no legal measure has that label{suggest(cap, rules)}")
            self.question["cap"] = None
        elif cap and (why := self._why_untested(rules[cap])):
            self._refuse("cap", ("cap",), cap, f"asks about the cap {cap}, which is not tested: {why}")
        for i, rule in enumerate(self.question["rules"]):
            if rule not in rules:
                self._drop("rules", ("rules", i), rule, f"no legal measure has that label{suggest(rule, rules)}")
        self.question["rules"] = [r for r in self.question["rules"] if r in rules]

    def _why_untested(self, rule: Row) -> str:
        """Why a cap that is held cannot be tested, or nothing."""
        unit = self.question.get("unit")
        if not rule["is_cap"] or rule["limit_value"] is None:
            return f"{rule['label']} is no limit in force with a figure ({rule['measure_kind']})"
        if unit != rule["limit_unit"]:
            return f"its limit is in {rule['limit_unit']!r}, the question counts in {unit!r}"
        if unit in ("barrel", "tonne") and self.question.get("capacity") != "dwt":
            return 'no amount is computed; write capacity = "dwt" where a full load is the ship\'s deadweight'
        return ""

    # -------------------------------------------------------------------------------------- conversion and what is said

    def _conversion(self, conversions: pa.Table) -> None:
        q = self.question
        authority, product = q.get("conversion_authority"), q.get("conversion_product")
        if authority is None or product is None:
            return
        held: dict[str, set[str]] = {}
        for a, p in zip(*(conversions[c].to_pylist() for c in ("authority", "product")), strict=True):
            held.setdefault(a, set()).add(p)
        after = "; what needs it cannot be computed"
        if authority not in held:
            what = f"names the conversion authority {authority!r}, and no conversion is by it{suggest(authority, held)}"
            self._refuse("conversion_authority", ("conversion", "authority"), authority, what + after)
        elif product not in held[authority]:
            known = suggest(product, sorted(held[authority]))
            what = f"names the conversion product {product!r}, and {authority!r} has no such product{known}"
            self._refuse("conversion_product", ("conversion", "product"), product, what + after)
        else:
            return
        q["conversion_authority"] = q["conversion_product"] = None

    def _claims(self, claims: pa.Table) -> None:
        q, by_label = self.question, claims_by_label(claims)
        units = self.config.params.get("actual", ActualParams()).trip_units
        for column, key in (("claimed_trips", "trips"), ("claimed_amount", "amount")):
            label = q.get(column)
            if label and label not in by_label:
                known = suggest(label, by_label)
                self._drop(column, ("claimed", key), label, f"no claim has that label{known}")
                q[column] = None
            elif label and column == "claimed_trips" and find_count(by_label, label, units) is None:
                unit = by_label[label]["unit"]
                counts = f"it counts {plural(unit)}" if unit and unit not in units else "it states no number of them"
                self._refuse(column, ("claimed", key), label, f"names {label!r} for its claimed trips, and {counts}")
        start = q["estimate_from"]
        if start not in ("documented", FROM_LOOKS) and start not in by_label:
            known = suggest(start, by_label)
            self._drop("estimate_from", ("estimate", "from"), start, f"no claim has that label{known}")
            q |= {"estimate_from": "documented", "seen_share_alpha": None, "seen_share_beta": None}
            q["seen_share_reason"] = None

    # ------------------------------------------------------------------------------------------------- item and unit

    def _words(self, tables: Tables) -> None:
        """Words of the item that nothing held is known by: no claim is set beside the count through them."""
        if not tables["claims"].num_rows:
            return
        columns = (("claims", "item"), ("official_reports", "commodity"), ("legal_measures", "item"),
                   ("sightings", "vessel_words"))  # fmt: skip
        texts = {t for table, column in columns for t in pc.unique(tables[table][column]).drop_null().to_pylist()}
        held = [tokens(t) for t in texts]
        for i, words in enumerate(self.question["item_words"]):
            if not any(holds_phrase(t, tokens(words)) for t in held):
                items = sorted(set(pc.unique(tables["claims"]["item"]).drop_null().to_pylist()))
                known = suggest(words, items)
                what = (
                    f"names {words!r} under item_words, and no claim, report, rule or sighting has these words{known}"
                )
                self._refuse("item_words", ("item_words", i), words, f"{what}; nothing is found by them")

    def _unit(self, tables: Tables) -> None:
        unit, columns = self.question.get("unit"), (("claims", "unit"), ("legal_measures", "limit_unit"))
        used = {u for table, column in columns for u in pc.unique(tables[table][column]).drop_null().to_pylist()}
        if unit and unit not in used | {*NOTIFIED_IN}:
            known = suggest(unit, sorted(used | {*NOTIFIED_IN}))
            what = f"counts in {unit!r}, a unit that no claim or limit of this case is in{known}"
            self._refuse("unit", ("unit",), unit, f"{what}; nothing can be set beside its amounts")

    # ------------------------------------------------------------------------------------------------------- the fleet

    def _fleet(self, particulars: pa.Table, sightings: pa.Table) -> None:
        q = self.question
        if not (q["vessels"] or q["ship_types"] or q["flags"]):
            return
        ships = particulars.select(["label", "name", "other_names", "ship_type", "flag"]).to_pylist()
        names = _names(ships, sightings)
        types = sorted({s["ship_type"] for s in ships if s["ship_type"]})
        flags = sorted({s["flag"] for s in ships if s["flag"]})
        for i, ship in enumerate(q["vessels"]):
            if plain(ship) not in names:
                known = suggest(ship, sorted(set(names.values())))
                self._admits_nobody("vessels", i, ship, f"no ship of this case is called so{known}")
        for i, kind in enumerate(q["ship_types"]):
            if not any({*words_of(kind)} <= {*words_of(t)} for t in types):
                self._admits_nobody("ship_types", i, kind, f"no ship listed is of that type{suggest(kind, types)}")
        for i, flag in enumerate(q["flags"]):
            if flag not in flags:
                self._admits_nobody("flags", i, flag, f"no ship listed flies that flag{suggest(flag, flags)}")

    def _admits_nobody(self, key: str, position: int, label: str, what: str) -> None:
        words = f"names {label!r} under fleet.{key}, and {what}; nothing is counted through it"
        self._refuse(key, ("fleet", key, position), label, words)


def _names(ships: Iterable[Row], sightings: pa.Table) -> dict[str, str]:
    """Every name that a ship of the case goes by, as it is compared and as it is written."""
    written: set[str] = set(pc.unique(sightings["vessel_name"]).drop_null().to_pylist())
    for ship in ships:
        own = [ship["name"], *ship["other_names"]]
        written.update((ship["label"] or "", *own, *(n for text in own for n in split_names(text))))
    return {plain(name): name for name in sorted(written) if name}
