"""Anybody's list as a table, whose columns ``[lists.NAME]`` of case.toml names: NAME is what the list is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fairlead.base.wording import say_list
from fairlead.errors import EvidenceError
from fairlead.formats.api import Read
from fairlead.formats.lists.opened import ends_within_line, header_of, read_text, records
from fairlead.formats.lists.rows import KINDS, Rows
from fairlead.formats.lists.values import dates_in_form
from fairlead.formats.lists.watch_list import FACTS, OF_ENTRY, OWNER, SEPARATOR, take_entry, take_published
from fairlead.formats.sheets import column_name
from fairlead.formats.text import DELIMITERS

KIND = "mapped_list"
DOC = "a list of your own: a table whose columns [lists.NAME] of case.toml names"
COLUMNS = tuple(word for word in (*OF_ENTRY, *FACTS) if word != "list")
"""Words of ours for which a mapping names columns: those of a list of one's own."""
OPTIONS = ("separator", "publisher", "kinds", "date_format")
"""Of a mapping, besides: what stands between values of a cell, who publishes the list, its words for kinds, and
the form of its dates."""

Mappings = Mapping[str, Mapping[str, Any]]
"""``[lists]`` of case.toml: mappings by the name of their list."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A mapping, and a header that has every column it names."""

    list: str
    mapping: Mapping[str, Any]
    delimiter: str
    header: Sequence[str]

    @property
    def named(self) -> dict[str, str]:
        """Our words for columns, by the columns as compared."""
        return _named(self.mapping)

    @property
    def words(self) -> str:
        """How it was told, and what of the file is not used."""
        rest = [c for c in self.header if c and column_name(c) not in self.named]
        unused = f"; not used: {', '.join(rest)}" if rest else ""
        return f"the list {self.list}, by the columns that [lists.{self.list}] of case.toml names{unused}"


def check_list_mapping(name: str, mapping: Any) -> None:
    """Check that a mapping can be meant.

    Raises:
        EvidenceError: it is no table, has a word that is none of ours or a value that cannot be meant, names no column
            for ``name``, or one column for two things.
    """
    here = f"[lists.{name}]"
    if not name or column_name(name) != name or not name.replace("_", "").isalnum():
        raise EvidenceError(f"{here}: a list is named in small letters, digits and _, such as [lists.port_watch]")
    if not isinstance(mapping, Mapping):
        raise EvidenceError(f"{here} is a table of words and the columns they stand for, not {mapping!r}")
    if unknown := sorted(set(mapping) - {*COLUMNS, *OPTIONS}):
        raise EvidenceError(f"{here} has {unknown[0]!r}; it may have {', '.join((*COLUMNS, *OPTIONS))}")
    words: dict[str, str] = {}
    for word in COLUMNS:
        column = mapping.get(word, word)
        if not isinstance(column, str) or not column_name(column):
            raise EvidenceError(f"{here} {word} is the name of a column in quotes; here it is {column!r}")
        if word in mapping and (other := words.setdefault(column_name(column), word)) != word:
            raise EvidenceError(f"{here} names the column {column!r} for both {other} and {word}")
    if "name" not in mapping:
        raise EvidenceError(f"{here} does not say which column is name")
    _check_options(here, mapping)


def _check_options(here: str, mapping: Mapping[str, Any]) -> None:
    separator, publisher = mapping.get("separator", SEPARATOR), mapping.get("publisher", OWNER)
    if not isinstance(separator, str) or not separator.strip() or any(c.isalnum() for c in separator):
        raise EvidenceError(f"{here} separator is what stands between values of a cell, such as '|'; not {separator!r}")
    if not isinstance(publisher, str) or not publisher.strip():
        raise EvidenceError(f"{here} publisher is a text in quotes, who publishes the list; not {publisher!r}")
    if "date_format" in mapping:
        try:
            dates_in_form(str(mapping["date_format"]))
        except ValueError as e:
            raise EvidenceError(f"{here} date_format {mapping['date_format']!r} {e}") from None
    kinds = mapping.get("kinds", {})
    if not isinstance(kinds, Mapping) or any(kind not in KINDS for kind in kinds.values()):
        raise EvidenceError(
            f"{here} kinds gives the file's words for kinds as {', '.join(KINDS)}, such as "
            f'{{ Ship = "vessel" }}; not {kinds!r}'
        )
    if kinds and "kind" not in mapping:
        raise EvidenceError(f"{here} has kinds and does not say which column is kind")


def find_fit(text: str, mappings: Mappings) -> Fit | None:
    """The mapping all of whose columns the first line of a text has; of several, the one that names most.

    Raises:
        EvidenceError: a mapping cannot be meant, or two name as many columns.
    """
    for name, mapping in mappings.items():
        check_list_mapping(name, mapping)
    fits = [fit for fit in _all(text, mappings) if not _absent(fit)]
    most = max((len(fit.named) for fit in fits), default=0)
    best = [fit for fit in fits if len(fit.named) == most]
    if len(best) > 1:
        both = say_list([f"[lists.{fit.list}]" for fit in best])
        raise EvidenceError(f"has the columns of {both}: nothing tells which list it is; let them name other columns")
    return best[0] if best else None


def say_absent(text: str, mappings: Mappings) -> str:
    """What the first line of a text lacks to be a mapped list; blank where it is one, or has not half its columns."""
    near = min(_all(text, mappings), key=lambda fit: len(_absent(fit)) / len(fit.named), default=None)
    absent = _absent(near) if near else {}
    if near is None or not absent or 2 * len(absent) > len(near.named):
        return ""
    columns = "the columns" if len(absent) > 1 else "the column"
    named = say_list([f"{near.mapping[word]!r}" for word in absent.values()])
    words = say_list([*absent.values()])
    return f"; as the list {near.list} it lacks {columns} {named} that [lists.{near.list}] names for {words}"


def read_mapped(path: Path, name: str, evidence_id: str, mappings: Mappings | None = None) -> Read:
    """Read the table by the mapping it fits.

    Raises:
        EvidenceError: it fits none, has a column twice, is cut off within a record, or has several dates of
            publication.
    """
    text = read_text(path)
    fit = find_fit(text, mappings or {})
    if fit is None:
        raise EvidenceError("no [lists.NAME] of case.toml names columns that it has" + say_absent(text, mappings or {}))
    columns = [fit.named.get(column_name(c), f"#{at}") for at, c in enumerate(fit.header)]
    if twice := next((word for word, count in Counter(columns).items() if count > 1), None):
        raise EvidenceError(f"has the column {fit.mapping[twice]!r} twice, which [lists.{fit.list}] names for {twice}")
    found = records(text, fit.delimiter)
    next(found)
    rows = Rows(fit.list, str(fit.mapping.get("publisher", OWNER)), name, evidence_id)
    rows.caveats = ends_within_line(text)
    if "date_format" in fit.mapping:
        rows.read_date = dates_in_form(str(fit.mapping["date_format"]))
    kinds = {str(word).strip().lower(): kind for word, kind in fit.mapping.get("kinds", {}).items()}
    for line, row in rows.named(found, columns, fit.delimiter):
        take_published(rows, line, row)
        take_entry(rows, line, row, str(fit.mapping.get("separator", SEPARATOR)), kinds)
    return rows.read()


def _named(mapping: Mapping[str, Any]) -> dict[str, str]:
    return {column_name(str(mapping[word])): word for word in COLUMNS if word in mapping}


def _absent(fit: Fit) -> dict[str, str]:
    has = {column_name(c) for c in fit.header}
    return {column: word for column, word in fit.named.items() if column not in has}


def _all(text: str, mappings: Mappings) -> list[Fit]:
    """Every mapping with the header under the delimiter by which most of its columns are there."""
    headers = {d: [c.strip() for c in header_of(text, d)] for d in DELIMITERS}
    made = []
    for name, mapping in mappings.items():
        if isinstance(mapping, Mapping) and _named(mapping):
            ways = [Fit(name, mapping, d, header) for d, header in headers.items()]
            made.append(min(ways, key=lambda fit: len(_absent(fit))))
    return made
