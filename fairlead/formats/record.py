"""One raw row being taken apart: each column is taken out once, and what is wrong with it is said in words.

A *fault* costs the row, a *drop* costs one field. All faults of a row are collected: a person mends it in one go.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

from fairlead.base.ids import is_company_imo, is_imo
from fairlead.base.timeline import parse_date, parse_date_range
from fairlead.formats.states import find_state

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
"""Years a date may name: what lies outside is a slip of the pen (0204 for 2024), not history."""
DATE_HINT = "write YYYY, YYYY-MM or YYYY-MM-DD"
SPREADSHEET_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}
LARGEST = 1e15
"""No amount, weight or count of this system is larger; beyond it doubles stop counting whole numbers exactly."""

LONGEST_CELL = 10_000
"""Characters of one cell; what is longer is a document, not a field."""

LONGEST_FIGURE = 200
"""Characters of a cell that holds a figure, a date or a list of a few of them."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd\ufffe\uffff]")
"""Control characters, marks that turn text around, and the stand-in for what a decoder could not read."""
_BRACKETS = re.compile(r"\(([^()]*)\)")
_DATE_AND_CLOCK = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?Z?)", re.ASCII)
_ISO_DAY = re.compile(r"(?<![0-9-])[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?(?![0-9-])")
_GRADE = re.compile(r"(high|medium|low)\b", re.IGNORECASE)
_IMO = re.compile(r"(?:(?:IMO)?[\s:.#]*|IMO[\s:.#-]*)([0-9]+)", re.IGNORECASE)
"""A dash joins only behind the letters (IMO-8660313): alone before the digits it is a minus sign, and no number."""


class Record:
    """A row's cells by column, the faults found in it, and the fields that had to be dropped."""

    __slots__ = ("_cells", "_is_suspect", "drops", "faults", "mended")

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = dict(cells)
        self._is_suspect = _UNREADABLE.search("".join(cells.values())) is not None
        self.faults: list[tuple[str, str]] = []
        self.drops: list[tuple[str, str, str]] = []
        self.mended: list[tuple[str, str]] = []
        """What is wrong and costs a field alone; told with the faults where these cost the row."""

    @property
    def rest(self) -> set[str]:
        """Columns nobody has taken out."""
        return set(self._cells)

    def take_rest(self) -> dict[str, str]:
        """Every cell that nobody has taken out and that holds something, in the order of its columns."""
        return {column: words for column in list(self._cells) if (words := self.text(column))}

    def peek(self, column: str) -> str:
        """A cell without blanks around it, left where it is."""
        return self._cells.get(column, "").strip()

    def put(self, column: str, words: str) -> None:
        """Read a cell as these words."""
        self._cells[column] = words

    def fault(self, column: str, reason: str) -> None:
        """The row cannot be used, because of ``column``."""
        self.faults.append((column, reason))

    def drop(self, column: str, reason: str, raw: str) -> None:
        """The row is used without ``column`` (or without the part the reason names)."""
        self.drops.append((column, reason, raw))

    def text(self, column: str) -> str | None:
        """The cell without blanks around it; None where blank. What cannot be read is dropped."""
        value = self._cells.pop(column, "").strip()
        if not value:
            return None
        if wrong := self._unreadable(value):
            self.drop(column, f"{column} {wrong}; the row is kept without it", value)
            return None
        return value

    def need(self, column: str) -> str:
        """The cell of a required column; blank or unreadable is a fault."""
        value = self._cells.pop(column, "").strip()
        if not value:
            self.fault(column, f"{column} is blank; every row needs it")
        elif wrong := self._unreadable(value):
            self.fault(column, f"{column} {wrong}")
        return value

    def raw(self, column: str) -> str:
        """A cell whose words a reader judges itself; blank where blank or unreadable (a fault)."""
        value = self._cells.pop(column, "").strip()
        wrong = self._unreadable(value)
        if wrong is None and len(value) > LONGEST_FIGURE:
            wrong = f"is longer than {LONGEST_FIGURE} characters: one figure or date belongs here"
        if wrong:
            self.fault(column, f"{column} {wrong}")
            return ""
        return value

    def number(self, column: str, low: float = -LARGEST, high: float = LARGEST) -> float | None:
        """A number within [low, high]; None where blank. Anything else is a fault."""
        return self.as_number(column, self.raw(column), low, high)

    def as_number(self, column: str, value: str, low: float = -LARGEST, high: float = LARGEST) -> float | None:
        """``value``, found in ``column``, as a number within [low, high]."""
        if not value:
            return None
        number = parse_number(value)
        if number is None:
            self.fault(column, f"{column} {shorten(value)!r} is not a number; {_number_hint(value)}")
        elif not low <= number <= high:
            why = "may not be negative" if number < 0 <= low else f"lies outside {low:g} to {high:g}"
            self.fault(column, f"{column} {value!r} {why}")
        else:
            return number
        return None

    def whole(self, column: str, low: int, high: int) -> int | None:
        """A whole number within [low, high]; None where blank."""
        value = self.raw(column)
        number = self.as_number(column, value, low, high)
        if number is not None and not number.is_integer():
            self.fault(column, f"{column} {value!r} is not a whole number")
            return None
        return None if number is None else int(number)

    def per_cent(self, column: str, high: float) -> float | None:
        """A share in per cent, with or without the sign, as a number of per cents."""
        return self.as_number(column, self.raw(column).removesuffix("%").rstrip(), 0, high)

    def texts(self, column: str) -> list[str]:
        """A list written with semicolons."""
        return [part for piece in (self.text(column) or "").split(";") if (part := piece.strip())]

    def numbers(self, column: str, low: float, high: float) -> list[float]:
        """A list of numbers written with semicolons."""
        parts = [p.strip() for p in self.raw(column).split(";") if p.strip()]
        found = [self.as_number(column, p, low, high) for p in parts]
        return [n for n in found if n is not None]

    def imo(self, column: str = "imo", *, keeps_row: bool = False) -> int | None:
        """A ship's IMO number: seven digits with the right check digit; None where blank. A wrong one costs the row, or
        the number alone where the row ``keeps_row``."""
        value = self.raw(column)
        if not value:
            return None
        plain, remarks = split_remarks(value)
        found = _IMO.fullmatch(plain)
        wrong = None
        if not found or len(found[1]) != 7:
            wrong = f"{column} {shorten(value)!r} is not seven digits; leave it blank where no number is known"
        elif not is_imo(int(found[1])):
            wrong = f"{column} {found[1]} fails its check digit: a digit is wrong or two are swapped"
            wrong += "; it is a company's IMO number" if is_company_imo(int(found[1])) else ""
        if wrong or not found:
            if keeps_row:
                self.mended.append((column, str(wrong)))
                self.drop(column, f"{wrong}; the ship is kept without it, and looked for by its names", value)
            else:
                self.fault(column, str(wrong))
            return None
        if remarks:
            self.drop(column, f"{column}: the number {found[1]} is used, the remark behind it is not", value)
        return int(found[1])

    def date(self, column: str, is_required: bool = False) -> str | None:
        """A date as written (YYYY, YYYY-MM, YYYY-MM-DD) that exists; a remark in brackets behind it is dropped."""
        value = self.need(column) if is_required else self.raw(column)
        plain, remarks = split_remarks(value)
        if not plain:
            if remarks:
                self.fault(column, f"{column} {shorten(value)!r} is not a date; {DATE_HINT}")
            return None
        read = read_date(plain)
        if isinstance(read, str):
            self.fault(column, f"{column} {read}")
            return None
        if remarks:
            self.drop(
                column,
                f"{column}: the date {plain} is used, the remark behind it is not; put remarks in a column for words",
                value,
            )
        return plain

    def date_and_clock(self, column: str, is_required: bool = False) -> tuple[str | None, str | None]:
        """A date as :meth:`date` gives it, and the clock time written behind it (``2024-03-12 02:00``), as written.

        A spreadsheet cell that holds a date and a time comes in these words.
        """
        found = _DATE_AND_CLOCK.fullmatch(self._cells.get(column, "").strip())
        if found:
            self._cells[column] = found[1]
        return self.date(column, is_required), found[2] if found else None

    def period(
        self, start: str, end: str | None, is_required: bool = False
    ) -> tuple[datetime, datetime] | tuple[None, None]:
        """The half-open interval in UTC from the beginning of one date to the end of another (itself where blank)."""
        first, last = self.date(start, is_required), self.date(end) if end else None
        if first is None:
            if last is not None and not is_required:
                self.fault(start, f"{end} is given and {start} is not; give both or neither")
            return None, None
        return self.between(start, first, last)

    def between(self, column: str, first: str, last: str | None) -> tuple[datetime, datetime] | tuple[None, None]:
        """The interval of two dates that exist; start after end is a fault."""
        try:
            begins, ends = parse_date_range(first, last)
        except ValueError as e:
            self.fault(column, f"{column}: {e}; swap them or correct the year")
            return None, None
        return begins.replace(tzinfo=UTC), ends.replace(tzinfo=UTC)

    def date_words(self, column: str) -> str | None:
        """Words about dates, kept as written; dropped where a day in them does not exist."""
        words = self.text(column)
        for day in _ISO_DAY.findall(words or ""):
            if isinstance(read := read_date(day), str):
                self.drop(column, f"{column} {read}; the row is kept without it", words or "")
                return None
        return words

    def point(self) -> tuple[float | None, float | None]:
        """Latitude and longitude in degrees, both or neither; swapped and out of range are told apart."""
        lat_text, lon_text = self.raw("lat"), self.raw("lon")
        if bool(lat_text) != bool(lon_text):
            self.fault("lat" if not lat_text else "lon", "only one of lat and lon is given; give both or neither")
            return None, None
        lat, lon = self.as_number("lat", lat_text), self.as_number("lon", lon_text)
        if lat is None or lon is None:
            return None, None
        if wrong := _wrong_point(lat, lon):
            self.fault("lat", wrong)
            return None, None
        return lat, -180.0 if lon == 180 else lon

    def state(self, column: str) -> tuple[str | None, str | None]:
        """ISO 3166-1 alpha-2 of the state a cell names, and the cell's words."""
        words = self.text(column)
        return (find_state(words) if words else None), words

    def confidence(self) -> tuple[str | None, str | None]:
        """The collector's words and the grade they begin with."""
        words = self.text("confidence")
        found = _GRADE.match(words or "")
        return words, found[1].lower() if found else None

    def _unreadable(self, value: str) -> str | None:
        if value in SPREADSHEET_ERRORS:
            return f"holds the spreadsheet error {value}"
        if len(value) > LONGEST_CELL:
            return f"is longer than {LONGEST_CELL:,} characters"
        if self._is_suspect and (found := _UNREADABLE.search(value)):
            return f"holds a character that cannot be read (U+{ord(found[0]):04X})"
        return None


def parse_number(text: str) -> float | None:
    """A number in plain digits with a point; None for anything else, infinity included."""
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None


@lru_cache(maxsize=1 << 16)
def read_date(text: str) -> tuple[datetime, datetime] | str:
    """The civil interval a date covers, or why it is none, as words that follow the column's name."""
    if not text.isascii():
        return f"{shorten(text)!r} is not a date; {DATE_HINT}"
    try:
        begins, ends = parse_date(text)
    except (ValueError, OverflowError) as e:
        is_formed = _ISO_DAY.fullmatch(text) is not None
        return (
            f"{text!r} does not exist; {DATE_HINT}"
            if is_formed and "exist" in str(e)
            else f"{shorten(text)!r} is not a date; {DATE_HINT}"
        )
    if not EARLIEST_YEAR <= begins.year <= LATEST_YEAR:
        return f"{text!r} names a year outside {EARLIEST_YEAR} to {LATEST_YEAR}"
    return begins, ends


def split_remarks(text: str) -> tuple[str, list[str]]:
    """A text without its parts in round brackets, and those parts; an open bracket runs to the end."""
    if "(" not in text and ")" not in text:
        return " ".join(text.split()), []
    remarks: list[str] = []
    while found := _BRACKETS.search(text):
        remarks.append(found[1].strip())
        text = f"{text[: found.start()]} {text[found.end() :]}"
    plain, bracket, tail = text.partition("(")
    if bracket:
        remarks.append(tail.strip())
    return " ".join(plain.replace(")", " ").split()), [" ".join(r.split()) for r in remarks if r]


def shorten(text: str, longest: int = 80) -> str:
    """A text short enough to stand in a reason."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _number_hint(value: str) -> str:
    if re.fullmatch(r"[+-]?[0-9.,' ]*,[0-9.,' ]*", value):
        return "write a point for decimals and nothing between thousands"
    if re.search(r"[0-9]\s*°|[0-9]\s*['’′]", value):
        return "write decimal degrees, e.g. 42.75, negative for south and west"
    return "write digits alone, and leave it blank where it is not known"


def _wrong_point(lat: float, lon: float) -> str | None:
    if (lat, lon) == (91, 181) or (lat, lon) == (0, 0):
        return f"lat {lat:g} and lon {lon:g} stand for 'not available'; leave both blank"
    if abs(lat) > 90 and abs(lon) <= 90 and abs(lat) <= 180:
        return f"lat {lat:g} and lon {lon:g} look swapped: a latitude lies between -90 and 90"
    if abs(lat) > 90:
        return f"lat {lat:g} lies outside -90 to 90"
    if abs(lon) > 180:
        return f"lon {lon:g} lies outside -180 to 180"
    return None
