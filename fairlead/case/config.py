"""case.toml, read strictly: every complaint names its line, and what stands there becomes rows like any other evidence.

What a case asks (questions, their places, zones of places) and what it sets (parameters of steps) is all there is.
A key that is not known is an error, since a misspelt key would silently not count.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fairlead.base.bounds import Within
from fairlead.base.schema import Step
from fairlead.case.config_areas import SHAPE, read_area
from fairlead.case.config_params import default_params, read_param, suggest
from fairlead.case.config_values import (
    Reader,
    number_within,
    one_of,
    read_beta,
    read_countries,
    read_country,
    read_period,
    read_some_texts,
    read_text,
    read_texts,
    read_unit,
    read_zone,
    rising_numbers,
)
from fairlead.case.store import CONFIG_NAME, FORMAT
from fairlead.case.toml_lines import Path, find_lines, line_of
from fairlead.errors import CaseError, EvidenceError
from fairlead.formats.ais_dialects import check_mapping
from fairlead.formats.areas import KIND as AREA
from fairlead.formats.lists.mapped import Mappings, check_list_mapping
from fairlead.trips.season import FROM_LOOKS

UNTITLED = "Untitled case"
"""Title of a case that nobody titled: faces say the name of its folder."""

MOST_BYTES = 1 << 20
"""A longer case.toml is a mistake."""

MOST_LEVELS = 20
"""Tables and lists within each other; a case.toml needs four."""

HULL = Within(0, 1_000_000, is_above=True)
"""Deadweight of a hull, t: the largest ship built had 565,000."""

PER_CALL = Within(0, 1_000_000_000, is_above=True)
"""An amount a call, in the unit of its question."""

_QUOTED = re.compile("'([^']*)'")


@dataclass(frozen=True, slots=True)
class Key:
    """A key of case.toml: how it is read, the column it fills, and whether it must be there."""

    read: Reader
    column: str = ""
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class Config:
    """What case.toml says. The rows lack ``evidence_id``, which is known when the file is kept."""

    title: str
    questions: tuple[dict[str, Any], ...] = ()
    question_places: tuple[dict[str, Any], ...] = ()
    place_settings: tuple[dict[str, Any], ...] = ()
    areas: tuple[dict[str, Any], ...] = ()
    """Waters drawn here."""
    params: Mapping[str, Any] = field(default_factory=dict)
    """Parameters by step, where case.toml sets some."""
    ais_mapping: Mapping[str, Any] = field(default_factory=dict)
    """What the columns of AIS files of no known provider are."""
    list_mappings: Mappings = field(default_factory=dict)
    """What the columns of lists of no known publisher are, by list."""
    lines: Mapping[Path, int] = field(default_factory=dict)


def read_config(content: bytes, flow: Sequence[Step]) -> Config:
    """Read a case.toml.

    Raises:
        CaseError: with every complaint, each with its line.
    """
    text = _decode(content)
    try:
        values = tomllib.loads(text)
    except ValueError as e:  # not TOML, or a whole number of more digits than Python reads
        raise CaseError(_say_toml_error(str(e), text)) from None
    except RecursionError:
        values = None
    if values is None or _is_deep(values):
        raise CaseError(f"{CONFIG_NAME}: brackets are nested too deeply")
    reading = _Reading(find_lines(text), flow)
    config = reading.config(values)
    if reading.complaints:
        raise CaseError("\n".join(f"{CONFIG_NAME} line {n}: {words}" for n, words in sorted(set(reading.complaints))))
    return config


def read_mappings(content: bytes) -> tuple[Mapping[str, Any], Mappings]:
    """``[ais.mapping]`` and ``[lists]`` of a case.toml, by which files are sniffed; none where they cannot be read: a
    run says why."""
    try:
        values = tomllib.loads(content.decode())
    except (ValueError, RecursionError):
        return {}, {}
    ais, lists = values.get("ais"), values.get("lists")
    mapping = ais.get("mapping") if isinstance(ais, dict) else None
    return mapping if isinstance(mapping, dict) else {}, lists if isinstance(lists, dict) else {}


# ----------------------------------------------------------------------------------------------------- the whole file

QUESTION_KEYS: dict[str, Key] = {
    "text": Key(read_text, "text", True),
    "period": Key(read_period, "", True),
    "from": Key(read_country, "from_party", True),
    "to": Key(read_country, "to_party", True),
    "commodity": Key(read_text, "commodity", True),
    "item_words": Key(read_texts, "item_words"),
    "carrier": Key(read_text, "carrier"),
    "unit": Key(read_unit, "unit"),
    "capacity": Key(one_of("dwt"), "capacity"),
    "load": Key(read_some_texts, "", True),
    "discharge": Key(read_some_texts, "", True),
    "wait": Key(read_some_texts),
    "cap": Key(read_text, "cap"),
    "rules": Key(read_texts, "rules"),
    "per_call": Key(rising_numbers(PER_CALL), "per_call"),
}
PLACE_KEYS = {"time_zone": Key(read_zone, "", True)}
FLEET_KEYS = {
    "ship_types": Key(read_texts, "ship_types"),
    "flags": Key(read_countries, "flags"),
    "vessels": Key(read_texts, "vessels"),
}
CONVERSION_KEYS = {
    "authority": Key(read_text, "conversion_authority", True),
    "product": Key(read_text, "conversion_product", True),
}
CLAIMED_KEYS = {
    "trips": Key(read_text, "claimed_trips"),
    "amount": Key(read_text, "claimed_amount"),
    "hull_dwt_t": Key(number_within(HULL), "claimed_hull_dwt_t"),
    "hull_reason": Key(read_text, "claimed_hull_reason"),
}
ESTIMATE_KEYS = {
    "from": Key(read_text, "estimate_from"),
    "seen_share": Key(read_beta),
    "reason": Key(read_text, "seen_share_reason"),
}
PARTS = {"fleet": FLEET_KEYS, "conversion": CONVERSION_KEYS, "claimed": CLAIMED_KEYS, "estimate": ESTIMATE_KEYS}
"""Tables within a question, ``[question.NAME.fleet]`` and so on."""

ROLES = ("load", "discharge", "wait")
_DEFAULTS = {
    "item_words": [], "carrier": "ship", "ship_types": [], "flags": [], "vessels": [], "rules": [], "per_call": [],
    "estimate_from": "documented",
}  # fmt: skip


class _Reading:
    """One reading of a case.toml: goes through the values and gathers complaints with their lines."""

    def __init__(self, lines: Mapping[Path, int], flow: Sequence[Step]) -> None:
        self.lines = lines
        self.steps = {s.name: s for s in flow}
        self.complaints: list[tuple[int, str]] = []

    def config(self, values: Mapping[str, Any]) -> Config:
        known = ("format", "title", "places", "areas", "question", "params", "ais", "lists")
        for key in values:
            if key not in known:
                self._complain((key,), f"unknown key {key!r}{suggest(key, known)}")
        if type(values.get("format")) is not int or not 1 <= values["format"] <= FORMAT:
            self._complain(("format",), f"format = {FORMAT} must stand here; it says {values.get('format')!r}")
        title = self._read(("title",), "title", read_text, values.get("title", UNTITLED))
        settings = self._settings(self._table(values, (), "places"))
        questions, places = self._questions(self._table(values, (), "question"))
        params = self._params(self._table(values, (), "params"))
        mapping = self._mapping(self._table(values, (), "ais"))
        lists = self._list_mappings(self._table(values, (), "lists"))
        areas = self._areas(values.get("areas", []))
        return Config(
            str(title), tuple(questions), tuple(places), tuple(settings), tuple(areas), params, mapping, lists,
            self.lines,
        )  # fmt: skip

    def _list_mappings(self, lists: Mapping[str, Any]) -> Mappings:
        for name, mapping in lists.items():
            try:
                check_list_mapping(name, mapping)
            except EvidenceError as e:
                self._complain(("lists", name), str(e))
        return lists

    def _mapping(self, ais: Mapping[str, Any]) -> Mapping[str, Any]:
        for key in ais:
            if key != "mapping":
                self._complain(("ais", key), f"unknown key {key!r} in [ais]; it has [ais.mapping]")
        mapping = self._table(ais, ("ais",), "mapping")
        try:
            check_mapping(mapping)
        except EvidenceError as e:
            self._complain(("ais", "mapping"), str(e))
        return mapping

    def _settings(self, places: Mapping[str, Any]) -> list[dict[str, Any]]:
        rows = []
        for label in places:
            found = self._keys(("places", label), self._table(places, ("places",), label), PLACE_KEYS)
            if "time_zone" in found:
                rows.append({"place": label, "time_zone": found["time_zone"], "row": self._line(("places", label))})
        return rows

    def _areas(self, given: Any) -> list[dict[str, Any]]:
        """Waters drawn in this file; a label that stands twice names both lines."""
        if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
            self._complain(("areas",), "areas are drawn one by one; write [[areas]] and the keys of one below")
            return []
        rows, labels = [], dict[str, int]()
        for i, table in enumerate(given):
            path = ("areas", i)
            unknown = [key for key in table if key not in AREA.columns]
            for key in unknown:
                self._complain((*path, key), f"unknown key {key!r}{suggest(key, AREA.columns)}")
            lacking = [key for key in AREA.required if key not in table and key != "label"]
            for key in lacking:
                self._complain(path, f"[[areas]] lacks {key!r}")
            if unknown or lacking:
                continue
            row, complaints = read_area(table)
            for key, words in complaints:
                self._complain((*path, key), words)
            if row is None:
                continue
            line = self._line((*path, next((key for key in SHAPE if key in table), "name")))
            if row["label"] in labels:
                self._complain((*path, "label"), f"{row['label']!r} is line {labels[row['label']]} already")
            labels[row["label"]] = line
            rows.append({**row, "row": line})
        return rows

    def _questions(self, asked: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        rows, places = [], []
        texts: dict[str, str] = {}
        for ordinal, name in enumerate(asked):
            path = ("question", name)
            if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
                self._complain(path, f"a question is named by letters, digits, - and _, not {name!r}")
            table = self._table(asked, ("question",), name)
            row = {"question": name, "ordinal": ordinal, "row": self._line(path), **_DEFAULTS}
            found = self._keys(path, {k: v for k, v in table.items() if k not in PARTS}, QUESTION_KEYS, tuple(PARTS))
            self._fill(row, found, QUESTION_KEYS)
            row["period_start"], row["period_end"] = found.get("period", (None, None))
            for part, keys in PARTS.items():
                if part in table:
                    inner = self._keys((*path, part), self._table(table, path, part), keys)
                    self._fill(row, inner, keys)
                    row["seen_share_alpha"], row["seen_share_beta"] = inner.get(
                        "seen_share", (row.get("seen_share_alpha"), row.get("seen_share_beta"))
                    )
                    if part == "estimate":
                        self._check_estimate((*path, part), self._table(table, path, part))
            self._check_question(path, row, found)
            same = " ".join(str(found.get("text", name)).lower().split())
            if same in texts:
                self._complain((*path, "text"), f"question {texts[same]!r} asks the same: duplicate question")
            texts[same] = name
            rows.append(row)
            for role in ROLES:
                for i, label in enumerate(found.get(role, ())):
                    line = self._line((*path, role, i))
                    places.append({"question": name, "place": label, "role": role, "row": line})
        return rows, places

    def _check_question(self, path: Path, row: Mapping[str, Any], found: Mapping[str, Any]) -> None:
        """What must fit together within a question."""
        for label in sorted(set(found.get("load", ())) & set(found.get("discharge", ()))):
            self._complain(
                (*path, "discharge"), f"{label!r} is named under load too; a trip goes from one to the other"
            )
        if row.get("unit") is None:
            for key, column in (
                ("capacity", "capacity"),
                ("per_call", "per_call"),
                ("conversion", "conversion_authority"),
            ):
                if row.get(column):
                    self._complain((*path, key), f'{key} says how much a call is, in which unit? Add unit = "..."')

    def _check_estimate(self, path: Path, table: Mapping[str, Any]) -> None:
        """A count needs the share of trips that was seen; from looks that share is drawn."""
        for name in ("seen_share", "reason"):
            if table.get("from") == FROM_LOOKS and name in table:
                words = f'{name} has no place beside from = "{FROM_LOOKS}": what share was seen is drawn from the looks'
                self._complain((*path, name), words)
            elif table.get("from") != FROM_LOOKS and name not in table:
                self._complain(path, f"[{'.'.join(map(str, path))}] lacks {name!r}")

    def _params(self, given: Mapping[str, Any]) -> dict[str, Any]:
        params: dict[str, Any] = {}
        for step in given:
            try:
                params[step] = self._step_params(step, self._table(given, ("params",), step))
            except ValueError as e:
                self._complain(("params", step), str(e))
        return params

    def _step_params(self, step: str, table: Mapping[str, Any]) -> Any:
        usual, found = default_params(step, self.steps), {}
        for key, raw in table.items():
            try:
                found[key] = read_param(usual, step, key, raw)
            except ValueError as e:
                self._complain(("params", step, key), str(e))
        return replace(usual, **found)

    def _keys(
        self, path: Path, table: Mapping[str, Any], keys: Mapping[str, Key], beside: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """Take each known key out of a table, and complain about what is left and what is missing."""
        found = {}
        for name, raw in table.items():
            if name in keys:
                value = self._read((*path, name), name, keys[name].read, raw)
                if value is not None:
                    found[name] = value
            else:
                self._complain((*path, name), f"unknown key {name!r}{suggest(name, (*keys, *beside))}")
        for name, key in keys.items():
            if key.is_needed and name not in table:
                self._complain(path, f"[{'.'.join(map(str, path))}] lacks {name!r}")
        return found

    def _fill(self, row: dict[str, Any], found: Mapping[str, Any], keys: Mapping[str, Key]) -> None:
        row.update({keys[name].column: value for name, value in found.items() if keys[name].column})

    def _read(self, path: Path, name: str, read: Reader, raw: Any) -> Any:
        try:
            return read(name, raw)
        except ValueError as e:
            self._complain(path, str(e))
            return None

    def _table(self, values: Mapping[str, Any], path: Path, name: str) -> Mapping[str, Any]:
        table = values.get(name, {})
        if isinstance(table, dict):
            return table
        whole = ".".join(map(str, (*path, name)))
        self._complain((*path, name), f"{name!r} is a table; write [{whole}] and its keys below")
        return {}

    def _line(self, path: Path) -> int:
        return line_of(self.lines, path)

    def _complain(self, path: Path, words: str) -> None:
        self.complaints.append((self._line(path), words))


def _is_deep(values: Any) -> bool:
    """Whether tables and lists lie in each other deeper than anything asked here; walked without recursion."""
    level = [values]
    for _ in range(MOST_LEVELS):
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
    return bool(level)


def _decode(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise CaseError(f"{CONFIG_NAME} has {len(content):,} bytes; more than {MOST_BYTES:,} cannot be meant")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as e:
        line = content.count(b"\n", 0, e.start) + 1
        raise CaseError(f"{CONFIG_NAME} line {line}: is not UTF-8 text; save the file as UTF-8") from None


def _say_toml_error(words: str, text: str) -> str:
    """A TOML fault with its line in front."""
    words = words.replace("(at end of document)", f"(at line {len(text.splitlines())}, column 0)")
    found = re.fullmatch(r"(.*) \(at line (\d+), column \d+\)", words, re.DOTALL)
    if "digits" in words:
        return f"{CONFIG_NAME}: a whole number has more digits than can be meant"
    if not found:
        return f"{CONFIG_NAME}: {words}"
    what, line = found[1], found[2]
    if twice := re.fullmatch(r"Cannot declare \((.*)\) twice", what):
        what = f"[{'.'.join(re.findall(_QUOTED, twice[1]))}] stands twice"
    elif what == "Cannot overwrite a value":
        what = "a key stands twice"
    return f"{CONFIG_NAME} line {line}: {what}"
