"""case.toml, read strictly: every complaint names its line, and what stands there becomes rows like any other evidence.

What a case asks (questions, their places, zones of places) and what it sets (parameters of steps) is all there is.
A key that is not known is an error, since a misspelt key would silently not count.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from difflib import get_close_matches
from typing import Any, get_type_hints

from fairlead.base.schema import Step
from fairlead.base.timeline import as_zone, say_time
from fairlead.base.units import unit_name
from fairlead.case.quantities import read_day, read_value
from fairlead.case.store import CONFIG_NAME, FORMAT
from fairlead.case.toml_lines import Path, find_lines, line_of
from fairlead.errors import CaseError

MOST_BYTES = 1 << 20
"""A longer case.toml is a mistake."""

_QUOTED = re.compile("'([^']*)'")
MOST_KNOWN = 25
"""Names offered where none is close to what was written."""

Reader = Callable[[str, Any], Any]


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
    params: Mapping[str, Any] = field(default_factory=dict)
    """Parameters by step, where case.toml sets some."""
    lines: Mapping[Path, int] = field(default_factory=dict)


def read_config(content: bytes, flow: Sequence[Step]) -> Config:
    """Read a case.toml.

    Raises:
        CaseError: with every complaint, each with its line.
    """
    text = _decode(content)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise CaseError(_say_toml_error(str(e), text)) from None
    except RecursionError:
        raise CaseError(f"{CONFIG_NAME}: brackets are nested too deeply") from None
    reading = _Reading(find_lines(text), flow)
    config = reading.config(values)
    if reading.complaints:
        raise CaseError("\n".join(f"{CONFIG_NAME} line {n}: {words}" for n, words in sorted(set(reading.complaints))))
    return config


def override(params: Mapping[str, Any], given: Iterable[str], flow: Sequence[Step]) -> dict[str, Any]:
    """Set parameters given as ``step.field=value`` over those of case.toml.

    Raises:
        CaseError: no such step or field, or a value that does not fit.
    """
    changed = dict(params)
    steps = {s.name: s for s in flow}
    for text in given:
        found = re.fullmatch(r"([^.=]+)\.([^.=]+)=(.*)", text.strip(), re.DOTALL)
        if not found:
            raise CaseError(f"parameter {text!r} is not of the form step.field=value, such as gaps.speed_low_kn=8")
        name, key, raw = (part.strip() for part in found.groups())
        try:
            now = changed.get(name, _defaults(name, steps))
            changed[name] = _set_field(now, name, key, raw)
        except ValueError as e:
            raise CaseError(f"parameter {text!r}: {e}") from None
    return changed


def suggest(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'period'?``, or the choice where nothing is close."""
    known = list(known)
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    more = ", ..." if len(known) > MOST_KNOWN else ""
    return f"; did you mean {close[0]!r}?" if close else f"; known here: {', '.join(known[:MOST_KNOWN])}{more}"


# ------------------------------------------------------------------------------------------------------ single values


def _text(name: str, raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError(f"{name} is a text in quotes, not {raw!r}")
    return raw


def _unit(name: str, raw: Any) -> str:
    return unit_name(_text(name, raw))


def _texts(name: str, raw: Any) -> list[str]:
    if not isinstance(raw, list) or not all(isinstance(v, str) and v.strip() for v in raw):
        raise ValueError(f"{name} is a list of texts in quotes, not {raw!r}")
    if twice := sorted({v for v in raw if raw.count(v) > 1}):
        raise ValueError(f"{name} names {', '.join(map(repr, twice))} twice")
    return list(raw)


def _some_texts(name: str, raw: Any) -> list[str]:
    if not (texts := _texts(name, raw)):
        raise ValueError(f"{name} names nothing")
    return texts


def _country(name: str, raw: Any) -> str:
    if not isinstance(raw, str) or not re.fullmatch(r"[A-Z]{2}", raw):
        raise ValueError(f'{name} is a two-letter country code in capitals, such as "RU", not {raw!r}')
    return raw


def _countries(name: str, raw: Any) -> list[str]:
    return [_country(name, v) for v in _texts(name, raw)]


def _zone(name: str, raw: Any) -> str:
    as_zone(_text(name, raw))
    return str(raw)


def _period(name: str, raw: Any) -> tuple[Any, Any]:
    if not isinstance(raw, list) or len(raw) != 2:
        raise ValueError(f"{name} is two dates, [start, end) with the end outside, such as [2024-01-01, 2025-01-01]")
    if any(isinstance(v, str) for v in raw):
        raise ValueError(f"{name}: dates stand without quotes, such as [2024-01-01, 2025-01-01]")
    start, end = (read_day(name, v) for v in raw)
    if start >= end:
        raise ValueError(f"{name}: start {say_time(start)} does not lie before end {say_time(end)}")
    return start, end


def _positive(name: str, raw: Any) -> float:
    if (number := float(read_value(name, float, raw))) <= 0:
        raise ValueError(f"{name} is greater than 0, not {raw!r}")
    return number


def _positives(name: str, raw: Any) -> list[float]:
    if not isinstance(raw, list):
        raise ValueError(f"{name} is a list of numbers, such as [10_000, 30_000], not {raw!r}")
    return [_positive(name, v) for v in raw]


def _beta(name: str, raw: Any) -> tuple[float, float]:
    if not isinstance(raw, dict) or set(raw) != {"alpha", "beta"}:
        raise ValueError(f"{name} is a Beta distribution, such as {{ alpha = 21, beta = 9 }}, not {raw!r}")
    return _positive("alpha", raw["alpha"]), _positive("beta", raw["beta"])


def _one_of(*known: str) -> Reader:
    def read(name: str, raw: Any) -> str:
        if raw not in known:
            raise ValueError(f"{name} is {' or '.join(map(repr, known))}, not {raw!r}")
        return str(raw)

    return read


# ----------------------------------------------------------------------------------------------------- the whole file

QUESTION_KEYS: dict[str, Key] = {
    "text": Key(_text, "text", True),
    "period": Key(_period, "", True),
    "from": Key(_country, "from_party", True),
    "to": Key(_country, "to_party", True),
    "commodity": Key(_text, "commodity", True),
    "item_words": Key(_texts, "item_words"),
    "carrier": Key(_text, "carrier"),
    "unit": Key(_unit, "unit"),
    "capacity": Key(_one_of("dwt"), "capacity"),
    "load": Key(_some_texts, "", True),
    "discharge": Key(_some_texts, "", True),
    "wait": Key(_some_texts),
    "cap": Key(_text, "cap"),
    "rules": Key(_texts, "rules"),
    "per_call": Key(_positives, "per_call"),
}
PLACE_KEYS = {"time_zone": Key(_zone, "", True)}
FLEET_KEYS = {
    "ship_types": Key(_texts, "ship_types"),
    "flags": Key(_countries, "flags"),
    "vessels": Key(_texts, "vessels"),
}
CONVERSION_KEYS = {
    "authority": Key(_text, "conversion_authority", True),
    "product": Key(_text, "conversion_product", True),
}
CLAIMED_KEYS = {
    "trips": Key(_text, "claimed_trips"),
    "amount": Key(_text, "claimed_amount"),
    "hull_dwt_t": Key(_positive, "claimed_hull_dwt_t"),
    "hull_reason": Key(_text, "claimed_hull_reason"),
}
ESTIMATE_KEYS = {
    "from": Key(_text, "estimate_from"),
    "seen_share": Key(_beta, "", True),
    "reason": Key(_text, "seen_share_reason", True),
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
        known = ("format", "title", "places", "question", "params")
        for key in values:
            if key not in known:
                self._complain((key,), f"unknown key {key!r}{suggest(key, known)}")
        if type(values.get("format")) is not int or not 1 <= values["format"] <= FORMAT:
            self._complain(("format",), f"format = {FORMAT} must stand here; it says {values.get('format')!r}")
        title = self._read(("title",), "title", _text, values.get("title", "Untitled case"))
        settings = self._settings(self._table(values, (), "places"))
        questions, places = self._questions(self._table(values, (), "question"))
        params = self._params(self._table(values, (), "params"))
        return Config(str(title), tuple(questions), tuple(places), tuple(settings), params, self.lines)

    def _settings(self, places: Mapping[str, Any]) -> list[dict[str, Any]]:
        rows = []
        for label in places:
            found = self._keys(("places", label), self._table(places, ("places",), label), PLACE_KEYS)
            if "time_zone" in found:
                rows.append({"place": label, "time_zone": found["time_zone"], "row": self._line(("places", label))})
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

    def _params(self, given: Mapping[str, Any]) -> dict[str, Any]:
        params: dict[str, Any] = {}
        for step in given:
            try:
                params[step] = _defaults(step, self.steps)
            except ValueError as e:
                self._complain(("params", step), str(e))
                continue
            for key, raw in self._table(given, ("params",), step).items():
                try:
                    params[step] = _set_field(params[step], step, key, raw)
                except ValueError as e:
                    self._complain(("params", step, key), str(e))
        return params

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


def _defaults(step: str, steps: Mapping[str, Step]) -> Any:
    if step not in steps:
        raise ValueError(f"no step is called {step!r}{suggest(step, steps)}")
    params = steps[step].default_params
    if params is None or not is_dataclass(params):
        raise ValueError(f"step {step!r} takes no parameters")
    return params


def _set_field(params: Any, step: str, key: str, raw: Any) -> Any:
    known = [f.name for f in fields(params)]
    if key not in known:
        raise ValueError(f"step {step!r} has no parameter {key!r}{suggest(key, known)}")
    return replace(params, **{key: read_value(key, get_type_hints(type(params))[key], raw)})


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
    if not found:
        return f"{CONFIG_NAME}: {words}"
    what, line = found[1], found[2]
    if twice := re.fullmatch(r"Cannot declare \((.*)\) twice", what):
        what = f"[{'.'.join(re.findall(_QUOTED, twice[1]))}] stands twice"
    elif what == "Cannot overwrite a value":
        what = "a key stands twice"
    return f"{CONFIG_NAME} line {line}: {what}"
