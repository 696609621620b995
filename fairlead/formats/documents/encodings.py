"""From bytes to characters where a file says one encoding and may hold another.

A byte order mark, then bytes that can only be UTF-8, then what is declared, then Windows-1252. Whatever was not as
declared is said, and bytes that stand for no character are counted.
"""

from __future__ import annotations

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LABELS = {
    "utf-8": ("utf8", "utf-8", "unicode-1-1-utf-8"),
    "utf-16-le": ("utf-16", "utf-16le", "ucs-2"),
    "utf-16-be": ("utf-16be",),
    "cp1252": ("windows-1252", "cp1252", "iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "l1", "iso8859-1"),
    "cp1250": ("windows-1250", "cp1250"),
    "iso8859-2": ("iso-8859-2", "latin2"),
    "cp1251": ("windows-1251", "cp1251", "x-cp1251"),
    "iso8859-5": ("iso-8859-5",),
    "koi8-r": ("koi8-r", "koi8"),
    "koi8-u": ("koi8-u",),
    "cp866": ("ibm866", "cp866"),
    "mac-cyrillic": ("x-mac-cyrillic",),
    "iso8859-15": ("iso-8859-15", "latin9"),
    "cp1253": ("windows-1253", "iso-8859-7"),
    "cp1254": ("windows-1254", "iso-8859-9", "latin5"),
    "cp1256": ("windows-1256",),
    "iso8859-6": ("iso-8859-6",),
    "cp949": ("euc-kr", "euckr", "ks_c_5601-1987", "ks_c_5601", "ksc5601", "korean", "cp949", "windows-949", "uhc"),
    "gb18030": ("gb2312", "gbk", "gb18030", "gb_2312-80", "chinese", "x-gbk"),
    "big5hkscs": ("big5", "big5-hkscs", "x-x-big5"),
    "cp932": ("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "ms_kanji"),
    "euc_jp": ("euc-jp", "x-euc-jp"),
    "iso2022_jp": ("iso-2022-jp",),
    "iso2022_kr": ("iso-2022-kr",),
}
"""Codecs of Python by the labels that pages use (WHATWG Encoding); Latin-1 there means Windows-1252."""
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels}
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""")
PRESCAN = 4096
"""Bytes in which a page may declare its encoding; the standard says 1024, pages say later."""


def find_charset(head: bytes) -> str | None:
    """The encoding that the beginning of a page declares."""
    found = _XML.search(head[:PRESCAN]) or _META.search(head[:PRESCAN])
    return found[1].decode("ascii", "replace") if found else None


def decode(data: bytes, declared: str | None, says: str = "declares") -> tuple[str, list[str]]:
    """The characters of some bytes, and what was not as declared.

    Args:
        data: the bytes.
        declared: the label of an encoding, from the transport or the page; None where nobody says.
        says: the verb for what was declared.
    """
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return _decoded(data[len(bom) :], codec, [])
    label = declared.strip().strip("\"'").lower() if declared else None
    said = _CODECS.get(label) if label else None
    flags = [] if said or not label else [f"{says} {label[:40]!r}, an encoding that is not known"]
    if said not in ("utf-16-le", "utf-16-be", "iso2022_jp", "iso2022_kr"):
        text = _as_utf8(data)
        if text is not None:
            if said and said != "utf-8" and not data.isascii():
                flags.append(f"{says} {label}, and the bytes are UTF-8: read so")
            return text, flags
    if said and said != "utf-8":
        return _decoded(data, said, flags)
    if said == "utf-8":
        text, lost = data.decode("utf-8", "replace"), 0
        lost = text.count("\ufffd")
        good = sum(c > "\x7f" for c in text) - lost
        if lost > good:  # hardly a character beyond ASCII is UTF-8: another encoding under a wrong label
            flags.append("declares UTF-8, and the bytes are not: read as Windows-1252")
            return _decoded(data, "cp1252", flags)
        return text, [*flags, _say_lost(lost)] if lost else flags
    if not data.isascii():
        flags.append("encoding not declared and not UTF-8: read as Windows-1252")
    return _decoded(data, "cp1252", flags)


def _as_utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _decoded(data: bytes, codec: str, flags: list[str]) -> tuple[str, list[str]]:
    text = data.decode(codec, "replace")
    lost = text.count("\ufffd")
    return text, [*flags, _say_lost(lost)] if lost else flags


def _say_lost(count: int) -> str:
    return f"{count:,} {'byte stands' if count == 1 else 'bytes or characters stand'} for nothing that can be read"
