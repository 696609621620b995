"""Quantities as texts state them: low, high, unit, how it was bounded, and whether it is a total, a rate or per item.

"more than N" has only a low end, "up to N" only a high end, "around N" both ends alike with the qualifier kept. A
calibre, distance, percentage, sum of money, age, duration or deadweight is found too, as its own kind, so that nobody
takes it for a count. Ordinals, dates, years, and numbers of pages, paragraphs, resolutions and ships' names are none.
Method: docs/methods/quantities-and-periods.md.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from typing import NamedTuple

from fairlead.base.number_words import VALUES
from fairlead.statements.dates import date_spans
from fairlead.statements.figures import FIGURE, FIRST_WORDS, Figure, read_figure
from fairlead.statements.lexicon import word_set
from fairlead.statements.starts import Starting
from fairlead.statements.units import CODES, UNITS, Unit, unit_behind


class Quantity(NamedTuple):
    """One quantity; ``text[start:end] == words``."""

    start: int
    end: int
    words: str
    """The words from the qualifier to the unit: "more than 165-thousand barrels"."""
    low: float | None
    """Least; None for "up to 9 million" and for "thousands"."""
    high: float | None
    """Most; None for "more than 20,000" and for "dozens"."""
    unit: str | None
    """barrel, tonne, ton, person, vessel, trip, container, round, ...; None for a bare number."""
    kind: str
    """count, mass, volume, money, percent, distance, calibre, duration, age, tonnage, speed or ratio."""
    qualifier: str | None
    """more_than, at_least, up_to, as_many_as, around, some, nearly, only, between, dozens, several, thousands, ..."""
    scope: str | None
    """total, rate, per_item or cumulative, where the words say so."""
    per: str | None
    """What a rate or share is per: year, month, day, container, call, ..."""
    alternatives: int | None
    """Number that quantities joined by "or" share in one text: one of them holds, never their sum."""
    figure_start: int
    figure_end: int
    """The number alone, without qualifier and unit."""
    note: str | None
    """What is unsure about the figure, in words."""


_MATERIAL = frozenset({"count", "mass", "volume"})

_FIRST = Starting(
    re.compile(
        rf"(?<![\w/:\-‐‑–])(?<![0-9][.,])(?P<money>(?:US|A|C)?[$€£¥₽₩₹]\s?|(?-i:{'|'.join(CODES)})\s)?"
        rf"(?P<figure>{FIGURE})",
        re.IGNORECASE,
    ),
    FIRST_WORDS | frozenset("$€£¥₽₩₹") | {"us", "c"} | {c.lower() for c in CODES},
)
_SECOND = re.compile(
    rf"(?P<join>\s?[-–—]\s?|\s{{1,3}}(?:to|and|or)\s{{1,3}})(?:[$€£¥₽₩₹]\s?)?(?P<figure>{FIGURE})", re.IGNORECASE
)
_POSSIBLY = re.compile(
    rf",?\s(?:and\s|or\s)?(?:possibly|perhaps|maybe)\s(?:as\smany\sas\s)?(?P<a>{FIGURE})(?=[\s,.;]|$)"
    rf"|,\s(?P<b>{FIGURE})\s(?:are\s|is\s)?possible\b",
    re.IGNORECASE,
)

_QUALIFIERS = {
    "more_than": r"(?:well |slightly |just |far )?(?:more than|over|in excess of|upwards? of|above|exceeding"
    r"|greater than)|topping",
    "at_least": r"at least|no fewer than|no less than|not fewer than|not less than|a minimum of|minimum",
    "as_many_as": r"as many as|as much as",
    "up_to": r"up to|at most|no more than|not more than|a maximum of|maximum|not exceeding",
    "less_than": r"(?:well |slightly |just |far )?(?:fewer than|less than|under|below)",
    "nearly": r"nearly|almost|close to|just short of",
    "around": r"around|about|roughly|circa|ca\.|c\.|~|≈|an estimated|estimated|(?:in the region|on the order"
    r"|in the order|in the neighbou?rhood) of",
    "approximately": r"approximately|approx\.|approx",
    "some": r"some",
    "between": r"between|from",
    "only": r"only|just|merely|a mere|no more than just",
    "exactly": r"exactly|precisely",
    "another": r"another|a further|an additional|an extra",
    "total": r"(?:a |an? (?:overall|combined|grand) )?total of|altogether|in total|in all",
}
_BEFORE = re.compile(
    r"(?<![\w-])(?:" + "|".join(rf"(?P<{name}>{words})" for name, words in _QUALIFIERS.items()) + r")\s{0,3}$",
    re.IGNORECASE,
)
_QUALIFIER_ENDS = tuple(
    word_set(
        "than as over of above exceeding topping least minimum many much to most maximum under below nearly almost "
        "around about roughly circa ca. c. ~ ≈ estimated approximately approx. approx some between from only just "
        "merely mere exactly precisely another further additional extra altogether total all > ≥ = < ≤"
    )
)
"""With what every qualifier and sign ends: a quick look before the patterns."""
_SIGN = re.compile(r"(?P<more_than>[>])\s?$|(?P<at_least>≥|>=)\s?$|(?P<less_than><)\s?$|(?P<up_to>≤|<=)\s?$")
_OR_MORE = re.compile(
    r"(?P<at_least>\+|-?\s?plus\b|\s(?:[a-z]+\s){0,3}(?:or|and) (?:more|above|over)\b)"
    r"|(?P<up_to>\s(?:[a-z]+\s){0,3}or (?:fewer|less|under)\b)|(?P<around>\s(?:[a-z]+\s){0,3}or so\b|-odd\b|-ish\b)",
    re.IGNORECASE,
)
_LOW_ONLY = frozenset({"more_than", "at_least"})
_HIGH_ONLY = frozenset({"up_to", "as_many_as", "less_than"})
_LONGEST_QUALIFIER = 28

_REFERENCE = re.compile(
    r"(?:\b(?:pages?|pp?\.|paras?\.?|paragraphs?|resolutions?|res\.|articles?|arts?\.|sections?|chapters?"
    r"|annex(?:es)?"
    r"|no\.|nos\.|numbers?|№|imo|mmsi|footnotes?|tables?|figures?|fig\.|item|line|berths?|piers?"
    r"|terminals?|channel|decree"
    r"|decisions?|regulations?|reg\.|unscr|unsc|flight|hull|room|building|highway|route|phase|category"
    r"|class|type|model"
    r"|version|round|stage|batch|volume|vol\.|issue|day|week|mark|mk|group of|top|psalm|covid|case|appendix|options?)"
    r"|[#§])[\s(]{0,3}$",
    re.IGNORECASE,
)
_REFERENCE_ENDS = tuple(
    word_set(
        "page pages p. pp. para paras para. paras. paragraph paragraphs resolution resolutions res. article articles "
        "art. arts. section sections chapter chapters annex annexes no. nos. number numbers № imo mmsi footnote "
        "footnotes table tables figure figures fig. item line berth berths pier piers terminal terminals channel "
        "decree decision decisions regulation regulations reg. unscr unsc flight hull room building highway route "
        "phase category class type model version round stage batch volume vol. issue day week mark mk of top psalm "
        "covid case appendix option options # §"
    )
)
"""With what every such word ends: a quick look before the pattern."""
_BLANKS = "".join(chr(c) for c in range(0x3001) if chr(c).isspace()) + "("
_NEXT_REFERENCE = re.compile(r"\s?(?:,|and|or|to|&|[-–]|, and)\s?\(?")
_YEAR = re.compile(r"(?:1[89]|20)[0-9]{2}")
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|since|during|until|till|by|before|after|early|mid|late|from|of|year|throughout|through"
    r"|between|season|spring"
    r"|summer|autumn|fall|winter|q[1-4]|quarter|half|month|and|to|circa|end|around|jan\w*\.?|feb\w*\.?"
    r"|mar(?:ch)?\.?|apr\w*\.?|may|june?\.?"
    r"|july?\.?|aug\w*\.?|sept?\w*\.?|oct\w*\.?|nov\w*\.?|dec\w*\.?)|[(,–-])\s{0,2}$",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(r"([^\W\d_a-z][\w’'-]*)\s$")
_NO_NAME_WORDS = (
    "about above after all almost among and another approximately around as at because before behind between "
    "both but by during each estimated even exactly every fewer for from have he her his how if in including "
    "into is it its just last least less meanwhile more most nearly next no now of on once only or our over "
    "perhaps plus roughly said she since so some still such than that the their then there these they this those "
    "though through thus to too under until up upon us was we were what when where which while who with within "
    "yet you your"
)
_NO_NAME = frozenset(_NO_NAME_WORDS.split())
_NEEDS_A_NOUN = frozenset(
    {"one", "a single", "both", "several", "a few", "zero", "a couple", "a pair", "a handful", "many"}
)
_MONEY_SCALE = re.compile(r"[mb]\b", re.IGNORECASE)
_ALL_BUT = re.compile(r"\ball\sbut\s$", re.IGNORECASE)
_NOT_BEFORE = re.compile(r"\bnot\s$", re.IGNORECASE)
_BEHIND_NUMBER = re.compile(
    r"(?:st|nd|rd|th)\b|[-‐‑]?[A-Za-z_]|[°º′″]|/[0-9]|\s(?:committee|sanctions committee|panel"
    r"|resolution)\b|\s?[ap]\.?m\b|\s(?:o[’']clock|hours|UTC|GMT|KST)\b",
    re.IGNORECASE,
)

_SPAN_OF_TIME = r"(?P<per>day|week|month|quarter|year|annum|hour|yr)\b"
_HOLDER = (
    r"(?P<item>container|t|bbl|call|tanker|tonne|ton|ship|vessel|trip|voyage|barrel|delivery|shipment|piece|unit|load|train"
    r"|truck|person|head|soldier|launcher|box|crate|cargo|journey)\b"
)
_RATE = re.compile(
    rf"(?:\s(?:of|in|worth of)\s(?:[\w-]+\s){{0,3}}[\w-]+)?(?:\s?/\s?|[-\s](?:a|an|per|each"
    rf"|every)[-\s])(?:{_SPAN_OF_TIME}|{_HOLDER})"
    r"(?!\s(?:ago|after|before|later|earlier|since|from))"
    r"|(?:\s(?:of|in)\s(?:[\w-]+\s){0,3}[\w-]+)?\s(?P<adverb>annually|yearly|monthly|weekly|daily|hourly)\b"
    r"|\s(?P<each>each|apiece)\b(?!\s(?:other|of))",
    re.IGNORECASE,
)
_RATE_BEFORE = re.compile(
    r"\b(?P<adverb>annual|yearly|monthly|weekly|daily)\s(?:(?:[\w-]+\s){0,8}?(?:cap|limit|quota|ceiling"
    r"|allowance|rate|average)\b"
    r"(?:\s[\w-]+){0,6}\s)?$",
    re.IGNORECASE,
)
_PER = {
    "t": "tonne",
    "bbl": "barrel",
    "yr": "year",
    "annual": "year",
    "annually": "year",
    "yearly": "year",
    "annum": "year",
    "monthly": "month",
    "weekly": "week",
    "daily": "day",
    "hourly": "hour",
}
_TOTAL_BEHIND = re.compile(r"[^.;:!?\n]{0,40}?\b(?:in total|in all|altogether|all told|overall)\b", re.IGNORECASE)
_CUMULATIVE = re.compile(
    r"\b(?:so far|to date|until now|up to now|cumulative(?:ly)?|thus far|brings? the total)\b", re.IGNORECASE
)
_TALLIES = (
    "so far", "to date", "until now", "up to now", "cumulative", "thus far", "the total",
    "in total", "in all", "altogether", "all told", "overall",
)  # fmt: skip
"""Of which every match of these two holds one: a quick look before the patterns."""
_CLAUSE_END = re.compile(r"[.;!?](?=\s|$)|\n|,\s(?:and|but|while|which|who)\b|\b(?:but|while|whereas)\b")
_ALTERNATIVE = re.compile(
    r"(?:(?!\sand\s)[^.;!?\n]){0,80}?\bor\s(?:(?:the equivalent of|equivalently|alternatively|else|rather)\s)?"
)
_CALLS = re.compile(
    r"\b(?:call|visit|dock|berth|sail|load|enter|arriv|depart|travel|voyag|shuttl|port)\w*\b", re.IGNORECASE
)
_MULTIPLE = re.compile(r"\s(?:the|as|more|higher|larger|bigger|greater|over|less)\b")
_SHIP_AHEAD = re.compile(r"\s(?:[\w-]+\s){0,3}?(?:tanker|ship|vessel|freighter|carrier|barge)s?\b", re.IGNORECASE)


def find_quantities(text: str, units: Mapping[str, Unit] | None = None) -> list[Quantity]:
    """The quantities in a text, in its order.

    Args:
        text: any text; a sentence or a whole article.
        units: further nouns, lower case, and their units, beside those of the package.

    Returns:
        Quantities that do not overlap. Kinds other than count, mass and volume are there to be told apart from these.
    """
    nouns = {**UNITS, **units} if units else UNITS
    dates: list[tuple[int, int]] | None = None
    found: list[Quantity] = []
    starts = _FIRST.starts(text)
    at, reference_end = 0, -1
    while m := _FIRST.search(text, starts, at):
        start, end = m.span("figure")
        at = end
        if dates is None:
            dates = date_spans(text)
        if date_end := _date_end(dates, start, end):
            at = max(end, date_end)
            continue
        if _is_reference(text, start, reference_end):
            reference_end = end
            continue
        quantity = _quantity(text, m, nouns, found[-1].end if found else 0, dates)
        if quantity is None:
            continue
        found.append(quantity)
        at = max(quantity.end, end)
    return _mark_alternatives(text, found)


def _quantity(
    text: str, m: re.Match[str], nouns: Mapping[str, Unit], floor: int, dates: list[tuple[int, int]]
) -> Quantity | None:
    start, end = m.span("figure")
    first = read_figure(m["figure"])
    begin = m.start()
    begin, qualifier, is_total = _qualifier(text, begin, floor)
    low, high, note = first.low, first.high, first.note
    if m["money"] and (suffix := _MONEY_SCALE.match(text, end)):
        factor = {"m": 1e6, "b": 1e9}[suffix[0].lower()]
        end, low, high = suffix.end(), (first.low or 0.0) * factor, (first.high or 0.0) * factor
    end, low, high, bounded, joined = _range(text, end, m["figure"].lower(), first, low, high, qualifier, dates)
    if qualifier == "between" and not joined:
        begin = m.start()  # "up from 5.2 million"
    qualifier = bounded
    figure_end = end
    more = _OR_MORE.match(text, end)
    if more:
        qualifier = more.lastgroup
    is_next = more is not None and more[0].count(" ") <= 2  # "43 or more trips", not "43 trips or more"
    behind = unit_behind(text, more.end() if more and is_next else end, nouns, currency=m["money"])
    if behind is None and _BEHIND_NUMBER.match(text, end):
        return None
    unit, kind, unit_end, factor = behind or (None, "count", end, 1.0)
    if more:
        unit_end = max(unit_end, more.end())
    if m["figure"].lower() in ("a single", "one", "a") and _NOT_BEFORE.search(text[max(0, begin - 4) : begin]):
        return None
    if _ALL_BUT.search(text[max(0, begin - 10) : begin]):
        return None  # "all but ten" leaves open how many
    if unit is None and not _stands_alone(text, start, m["figure"], qualifier):
        return None
    if unit is not None and kind == "count" and not _fits(text, start, unit_end, m["figure"], qualifier):
        return None
    if kind == "mass" and text[end : end + 1] == "-" and _SHIP_AHEAD.match(text, unit_end):
        kind, unit = "tonnage", "ton"
    if unit == "time":
        unit, kind = _times(text, start, unit_end)
    if first.vague and qualifier is None:
        qualifier = first.vague
    if qualifier in _LOW_ONLY:
        if qualifier == "more_than" and low is not None and kind == "count" and m["figure"].lower().endswith("dozen"):
            low += 1  # "more than a dozen" ships are thirteen at least; a rounder figure stays as it was said
        high = None if not joined else high
    elif qualifier in _HIGH_ONLY:
        low, high = (None if not joined else low), high if high is not None else low
    if note and kind == "count" and unit is not None and high is not None and low is not None and low != int(low):
        low, note = high, f"{note}; a count is whole"
    if factor != 1.0:
        low, high = (None if low is None else low * factor), (None if high is None else high * factor)
    if share := _SHARE.search(text[max(0, begin - _LONGEST_SHARE) : begin]):
        factor = _share(share)
        begin = max(floor, begin - len(share[0]))
        low, high = (None if low is None else low * factor), (None if high is None else high * factor)
    scope, per, unit_end = _scope(text, begin, unit_end, is_total=is_total)
    if kind == "volume" and unit == "barrel/day":
        unit, scope, per = "barrel", "rate", "day"
    words = text[begin:unit_end]
    return Quantity(begin, unit_end, words, low, high, unit, kind, qualifier, scope, per, None, start, figure_end, note)


_DOZEN = 12.0
_LONGEST_SHARE = 40
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "tenth": 10}
_SHARE = re.compile(
    r"\b(?:(?P<number>a|one|two|three|four|five|seven|nine)[-\s](?P<part>third|quarter|fifth|sixth|tenth)s?"
    r"|(?P<half>half)|(?P<percent>[0-9]{1,2}(?:\.[0-9]+)?)\s?(?:%|per\s?cent))\sof\s(?:the|its|some|those|these)?\s*$",
    re.IGNORECASE,
)


def _share(m: re.Match[str]) -> float:
    """The factor of "four fifths of", "half of", "80 per cent of"."""
    if m["half"]:
        return 0.5
    if m["percent"]:
        return float(m["percent"]) / 100
    number = m["number"].lower()
    return (1 if number == "a" else VALUES[number]) / _PARTS[m["part"].lower()]


def _qualifier(text: str, begin: int, floor: int) -> tuple[int, str | None, bool]:
    """Where the qualifiers before a figure begin, the one that bounds it, and whether it is called a total."""
    names: list[str] = []
    for _ in range(4):
        window = text[max(floor, begin - _LONGEST_QUALIFIER) : begin]
        if not window.rstrip().lower().endswith(_QUALIFIER_ENDS):
            break
        m = _BEFORE.search(window) or _SIGN.search(window)
        if not m or m.lastgroup is None:
            break
        names.append(m.lastgroup)
        begin -= len(window) - m.start()
    bounds = [n for n in names if n in _LOW_ONLY or n in _HIGH_ONLY]
    rest = [n for n in names if n != "total"]
    return begin, next(iter(bounds + rest), None), "total" in names


def _range(
    text: str, end: int, first_words: str, first: Figure, low: float | None, high: float | None, qualifier: str | None,
    dates: list[tuple[int, int]],
) -> tuple[int, float | None, float | None, str | None, bool]:  # fmt: skip
    """The second end of "3,000 to 5,000", "5-7" or "at least one, two possible"."""
    if m := _POSSIBLY.match(text, end):
        possible = read_figure(m["a"] or m["b"])
        if low is not None and possible.low is not None and possible.low >= low:
            return m.end(), low, possible.high, qualifier or "possibly", True
    m = _SECOND.match(text, end)
    if not m or low is None or _date_end(dates, m.start("figure"), m.end()):
        return end, low, high, qualifier if qualifier != "between" else None, False
    join = m["join"].strip().lower()
    second = read_figure(m["figure"])
    if second.low is None or second.vague or (join == "and" and qualifier != "between"):
        return end, low, high, qualifier if qualifier != "between" else None, False
    if first.scale == 1.0 and second.scale > 1.0 and first.mantissa == low and low < (second.mantissa or 0):
        low *= second.scale
    if m["figure"].lower().endswith("dozen") and "dozen" not in first_words and low < second.low / _DOZEN:
        low *= _DOZEN  # "two to three dozen"
    top = second.high if second.high is not None else second.low
    if top <= low or (_BEHIND_NUMBER.match(text, m.end()) and not unit_behind(text, m.end(), UNITS, currency=None)):
        return end, low, high, qualifier if qualifier != "between" else None, False
    if qualifier in (None, "between"):
        qualifier = "or" if join == "or" else "between"
    return m.end(), low, top, qualifier, True


def _date_end(dates: list[tuple[int, int]], start: int, end: int) -> int:
    """Where the date ends in which a number stands; 0 where it stands in none."""
    at = bisect_left(dates, (end, 0)) - 1
    return dates[at][1] if at >= 0 and dates[at][1] > start else 0


def _is_reference(text: str, start: int, reference_end: int) -> bool:
    """Whether a number names a page, a resolution or a berth, or goes on with such a list."""
    if reference_end >= 0 and _NEXT_REFERENCE.fullmatch(text, reference_end, start):
        return True
    if not text[max(0, start - 16) : start].rstrip(_BLANKS).lower().endswith(_REFERENCE_ENDS):
        return False
    return bool(_REFERENCE.search(text[max(0, start - 16) : start]))


def _stands_alone(text: str, start: int, figure: str, qualifier: str | None) -> bool:
    """Whether a number without a unit is a quantity: no year, no part of a name, no "one of us"."""
    before = text[max(0, start - 24) : start]
    if not "0" <= figure[0] <= "9":
        return qualifier in (_LOW_ONLY | _HIGH_ONLY) if figure.lower() in _NEEDS_A_NOUN else True
    if _YEAR.fullmatch(figure) and (qualifier is None or _YEAR_BEFORE.search(before)):
        return False
    if qualifier is None and figure.isdigit() and len(figure) <= 4 and _is_named(before):
        return False
    if figure.isdigit() and len(figure) > 1 and figure[0] == "0":
        return False
    return len(figure) < 10 or not figure.isdigit()


def _fits(text: str, start: int, unit_end: int, figure: str, qualifier: str | None) -> bool:
    """Whether number and noun agree: "Sin Phyong 9 tanker" and "in 2024 North Korean soldiers" do not."""
    before = text[max(0, start - 24) : start]
    if _YEAR.fullmatch(figure) and qualifier is None and _YEAR_BEFORE.search(before):
        return bool(re.search(r"\bof\s$", before)) and not re.search(
            r"\b(?:end|half|quarter|month|year)\sof\s$", before
        )
    noun = text[start:unit_end].rsplit(None, 1)[-1].lower()
    is_singular = noun in UNITS and f"{noun}s" in UNITS and "-" not in text[start:unit_end]
    return not (is_singular and figure.isdigit() and _is_named(before))


def _is_named(before: str) -> bool:
    named = _NAME_BEFORE.search(before)
    return bool(named) and named is not None and named[1].lower() not in _NO_NAME


def _times(text: str, start: int, end: int) -> tuple[str, str]:
    if _MULTIPLE.match(text, end):
        return "time", "ratio"
    return ("trip" if _CALLS.search(text[max(0, start - 40) : start]) else "time"), "count"


def _scope(text: str, begin: int, end: int, *, is_total: bool) -> tuple[str | None, str | None, int]:
    """Scope, what a rate is per, and where the words end with it."""
    if m := _RATE.match(text, end):
        if m["per"] or m["adverb"]:
            per = (m["per"] or m["adverb"]).lower()
            return "rate", _PER.get(per, per), m.end()
        item = (m["item"] or "each").lower()
        return "per_item", _PER.get(item, item), m.end()
    if m := _RATE_BEFORE.search(text[max(0, begin - 90) : begin]):
        return "rate", _PER[m["adverb"].lower()], end
    behind, before = text[end : end + 60], text[max(0, begin - 60) : begin]
    near = f"{before}|{behind}".lower()
    if not any(words in near for words in _TALLIES):
        return ("total" if is_total else None), None, end
    if stop := _CLAUSE_END.search(behind):
        behind = behind[: stop.start()]
    stops = [stop.end() for stop in _CLAUSE_END.finditer(before)]
    before = before[stops[-1] :] if stops else before
    if _CUMULATIVE.search(behind) or _CUMULATIVE.search(before):
        return "cumulative", None, end
    if is_total or _TOTAL_BEHIND.match(behind):
        return "total", None, end
    return None, None, end


def _mark_alternatives(text: str, found: list[Quantity]) -> list[Quantity]:
    """Give quantities joined by "or" one number: "3.0 million 152 mm shells or 500,000 122 mm rockets"."""
    group, last = 0, -1
    for i, q in enumerate(found):
        if q.kind not in _MATERIAL:
            continue
        if last >= 0 and _ALTERNATIVE.fullmatch(text, found[last].end, q.start):
            if found[last].alternatives is None:
                group += 1
                found[last] = found[last]._replace(alternatives=group)
            found[i] = q._replace(alternatives=found[last].alternatives)
        last = i
    return found
