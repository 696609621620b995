"""Which list a file is, by its content, and reading it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from itertools import islice
from pathlib import Path

from fairlead.base.schema import rarely_collecting
from fairlead.errors import EvidenceError
from fairlead.formats.api import Read, Sniffed
from fairlead.formats.lists import (
    eu_fsf,
    eu_journal,
    ftm,
    ftm_statements,
    history,
    mapped,
    maritime,
    ods,
    ofac_advanced,
    ofac_csv,
    uk,
    uk_sanctions,
    un_xml,
    watch_list,
)
from fairlead.formats.lists.opened import decode, header_of, list_head, text_lines
from fairlead.formats.sheets import read_head
from fairlead.formats.workbooks import is_zip
from fairlead.formats.xml import root_of

Reader = Callable[[Path, str, str], Read]


def _companion(kind: str) -> Reader:
    return lambda path, name, evidence_id: ofac_csv.read_companion(path, name, kind, evidence_id)


LISTS: Mapping[str, tuple[str, Reader]] = {
    "ofac_sdn": ("entries of OFAC's sdn.csv or cons_prim.csv", ofac_csv.read_main),
    "ofac_alt": ("other names of OFAC's alt.csv or cons_alt.csv", _companion("ofac_alt")),
    "ofac_add": ("addresses of OFAC's add.csv or cons_add.csv", _companion("ofac_add")),
    "ofac_comments": ("the rest of long remarks, of OFAC's sdn_comments.csv", _companion("ofac_comments")),
    ofac_advanced.KIND: (ofac_advanced.DOC, ofac_advanced.read_advanced),
    history.KIND: (history.DOC, history.read_history),
    "un_xml": ("the UN Security Council's consolidated list, XML", un_xml.read_un),
    "eu_fsf_xml": ("the EU's financial sanctions files, XML", eu_fsf.read_xml),
    "eu_fsf_csv": ("the EU's financial sanctions files, CSV", eu_fsf.read_csv),
    "eu_journal": ("annexes of an EU regulation, as a table", eu_journal.read_journal),
    uk_sanctions.KIND: (uk_sanctions.DOC, uk_sanctions.read_uk),
    "uk_conlist": ("the UK's consolidated list, ConList.csv", uk.read_conlist),
    ftm.KIND: ("FollowTheMoney entities, or changes of them, JSON lines", ftm.read_entities),
    ftm_statements.KIND: (ftm_statements.DOC, ftm_statements.read_statements),
    ftm_statements.BESIDE: (ftm_statements.BESIDE_DOC, ftm_statements.read_validity),
    watch_list.KIND: (watch_list.DOC, watch_list.read_watch_list),
    mapped.KIND: (mapped.DOC, mapped.read_mapped),
    "opensanctions_maritime": ("OpenSanctions' maritime.csv", maritime.read_maritime),
}
"""Kind to what it is and its reader."""


COMPANIONS = frozenset((*ofac_csv.COMPANIONS, ftm_statements.BESIDE))
"""Kinds of files that say more of entries that stand in another file."""


def sniff_list(path: Path, mappings: mapped.Mappings | None = None) -> Sniffed | None:
    """What list a file is, packed or not; None where it is none.

    Args:
        path: the bytes.
        mappings: ``[lists]`` of case.toml, for lists of no publisher known here.

    Raises:
        EvidenceError: no regular file, or empty; a mapping cannot be meant, or two fit.
    """
    head = list_head(path)
    if ods.is_ods(head):
        first = [cells for _, cells in islice(uk_sanctions.read_list_rows(path), 2)]
        is_uk = any(map(uk_sanctions.is_list, first)) or (len(first) > 1 and uk_sanctions.is_dated_list(*first))
        kind = uk_sanctions.KIND if is_uk else None
    elif _may_be_history(head) and history.is_history(path):
        kind = history.KIND
    else:
        kind = _kind_of(head)
    if kind is None and mappings and (fit := mapped.find_fit(decode(head), mappings)):
        return Sniffed(mapped.KIND, fit.words)
    return Sniffed(kind, LISTS[kind][0]) if kind else None


def _may_be_history(head: bytes) -> bool:
    """Whether the first bytes, unpacked once, are of an archive of several files."""
    return head[257:262] == b"ustar" or is_zip(head)


def _kind_of(head: bytes) -> str | None:
    name, attributes = root_of(head)
    if name:
        if name == un_xml.ROOT:
            return "un_xml"
        if ofac_advanced.is_advanced(name, attributes):
            return ofac_advanced.KIND
        return "eu_fsf_xml" if name == eu_fsf.ROOT and eu_fsf.NAMESPACE in attributes else None
    text = decode(head)
    if text.lstrip().startswith("{"):
        return _json_kind(text)
    comma, semicolon = header_of(text), header_of(text, ";")
    cells = [c.strip().lstrip("\ufeff") for c in comma]
    if tuple(c.strip().lstrip("\ufeff") for c in semicolon[:2]) == eu_fsf.HEADER:
        return "eu_fsf_csv"
    if set(eu_journal.NEEDED) <= set(cells):
        return "eu_journal"
    if ftm_statements.is_statements(cells):
        return ftm_statements.KIND
    if ftm_statements.is_validity(cells):
        return ftm_statements.BESIDE
    if watch_list.is_watch_list(cells):
        return watch_list.KIND
    if set(maritime.NEEDED) <= set(cells):
        return "opensanctions_maritime"
    if uk_sanctions.is_dated_list(cells, header_of(text.split("\n", 1)[-1])):
        return uk_sanctions.KIND
    if uk_sanctions.is_list(cells):
        return uk_sanctions.KIND
    if cells[:1] == [uk.DATE_LINE]:
        second = header_of(text.split("\n", 1)[-1])
        return "uk_conlist" if {"Name 6", "Group ID"} <= {c.strip() for c in second} else None
    if {"Name 6", "Group ID"} <= set(cells):
        return "uk_conlist"
    return _ofac_kind(text)


def _ofac_kind(text: str) -> str | None:
    """OFAC's files have no header: the first three records must all be of the form."""
    first = [header_of(line) for line in text.splitlines()[:3]]
    first = [cells for cells in first if cells and cells != ["\x1a"]]
    forms: dict[str, Callable[[list[str]], bool]] = {
        "ofac_sdn": ofac_csv.is_main,
        "ofac_alt": ofac_csv.is_alias,
        "ofac_add": ofac_csv.is_address,
        "ofac_comments": lambda cells: ofac_csv.is_comment(cells) and "; " in cells[1],
    }
    return next((kind for kind, fits in forms.items() if first and all(fits(cells) for cells in first)), None)


def _json_kind(text: str) -> str | None:
    try:
        said = json.loads(text.lstrip().split("\n", 1)[0])
    except (ValueError, RecursionError):  # nested deeper than anything a list has
        return None
    one = said.get("entity", said) if isinstance(said, dict) else None
    is_change = isinstance(said, dict) and said.get("op") in ftm.OPS and isinstance(one, dict) and "id" in one
    return "ftm" if is_change or (isinstance(one, dict) and {"id", "schema", "properties"} <= set(one)) else None


def list_lines(path: Path, kind: str, wanted: Collection[int], longest: int) -> dict[int, str]:
    """The text at some lines of a list; a number it does not have is left out.

    Raises:
        EvidenceError: it cannot be unpacked.
    """
    if kind == history.KIND:
        return history.history_lines(path, wanted, longest)
    if ods.is_ods(read_head(path)):
        return {number: " | ".join(cells)[:longest] for number, cells in ods.ods_rows(path) if number in wanted}
    return text_lines(path, wanted, longest)


def say_unmapped(path: Path, mappings: mapped.Mappings | None) -> str:
    """What a file lacks of the columns of a mapping; blank where it has not half of them."""
    return mapped.say_absent(decode(list_head(path)), mappings) if mappings else ""


def read_list(path: Path, name: str, kind: str, evidence_id: str, mappings: mapped.Mappings | None = None) -> Read:
    """Read a file as a list; as :func:`fairlead.formats.read`.

    Raises:
        EvidenceError: the file is refused whole; the reason begins with the file's name.
    """
    if kind not in LISTS:
        raise EvidenceError(f"{name}: there is no kind of list {kind!r}; there are {', '.join(LISTS)}")
    try:
        with rarely_collecting():  # rows by the ten thousand, none of which goes away
            if kind == mapped.KIND:
                return mapped.read_mapped(path, name, evidence_id, mappings)
            return LISTS[kind][1](path, name, evidence_id)
    except EvidenceError as e:
        raise EvidenceError(f"{name}: {e}") from None
