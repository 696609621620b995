"""What may stand around the name of a place, and what it then says: at it, so far from it, or nothing certain.

Words are listed that leave a ship at the place; any other word beside a name leaves the place open. A list of words
that move or deny would have to be complete to be safe; this one only has to be long enough to be useful.
"""

from __future__ import annotations

import re

from fairlead.base.geodesy import COMPASS_DEG
from fairlead.base.spelling import plain
from fairlead.base.units import KM_PER_NAUTICAL_MILE, KM_PER_STATUTE_MILE


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ASHORE = {
    "space port": ("cosmodrome", "space", "spaceport", "launch"),
    "airport": ("airport", "airfield", "runway"),
    "ammunition depot": ("depot", "arsenal"),
    "rail terminal": ("rail", "railway"),
}
"""Kinds of place where no ship can lie, with the words that show that such a place is meant."""

FACILITIES = _words(
    "port ports seaport harbour harbor terminal terminals berth berths pier piers quay quays quayside wharf wharves "
    "jetty jetties dock docks basin anchorage anchorages roads roadstead mooring moorings buoy buoys farm storage "
    "depot complex facility facilities base waterfront dolphin dolphins"
)
DESCRIBING = _words(
    "oil fuel product products petroleum lpg lng crude coal ore grain timber container containers cargo bulk "
    "fishing naval navy commercial ferry passenger military rail railway tank bunker discharge import export offshore"
)
"""What a part of a place is for: before a part, or behind "loading". "Ferry pier" is one, "ferry Vostochny" a ship."""
DOING = _words("loading unloading discharging bunkering loaded unloaded discharged")
ADJECTIVES = _words(
    "main inner outer old new first second third northern southern eastern western north south east west central "
    "middle large small nearby same"
)
"""Of a part of the place where they stand in small letters or before a facility: "New Nampo" is another place."""
LYING = _words(
    "at in the of a an on and inside within its alongside moored berthed anchored docked lying seen observed "
    "spotted photographed imaged located arrived arrival called calling call visited "
    "visit stationary anchor waiting awaiting no number city town"
)
BESIDE = _words("coast coasts coastline shore shores entrance mouth breakwater mole limits waters")
"""Words that stand between "off" and a name, and would not leave a ship at the place without that "off"."""

ANCHORAGE = re.compile(r"\b(?:anchorages?|roads|roadstead|anchored)\b", re.IGNORECASE)

COUNTRIES = {
    "AE": "UAE|United Arab Emirates", "BY": "Belarus", "CN": "China|Chinese", "CU": "Cuba|Cuban",
    "EG": "Egypt|Egyptian",
    "GR": "Greece|Greek", "HK": "Hong Kong", "IN": "India|Indian", "IR": "Iran|Iranian", "JP": "Japan|Japanese",
    "KP": "North Korea|North Korean|DPRK|D.P.R.K|Democratic People's Republic of Korea",
    "KR": "South Korea|South Korean|ROK|Republic of Korea", "KZ": "Kazakhstan", "LB": "Lebanon|Lebanese",
    "LY": "Libya|Libyan", "MT": "Malta|Maltese", "MY": "Malaysia|Malaysian", "OM": "Oman", "PH": "Philippines",
    "RU": "Russian Far East|Russia|Russian Federation|Russian", "SG": "Singapore", "SY": "Syria|Syrian",
    "TR": "Turkey|Türkiye|Turkish", "TW": "Taiwan|Taiwanese", "UA": "Ukraine|Ukrainian", "VE": "Venezuela|Venezuelan",
    "VN": "Vietnam|Vietnamese", "YE": "Yemen|Yemeni",
}  # fmt: skip
"""Names of countries that may stand beside a place of theirs; beside a place elsewhere they show another place."""
_COUNTRY_CODE = {name.lower(): code for code, names in COUNTRIES.items() for name in names.split("|")}
_COUNTRY = re.compile(
    rf"\b(?:{'|'.join(map(re.escape, sorted(_COUNTRY_CODE, key=len, reverse=True)))})(?:['’]s)?(?!\w)", re.IGNORECASE
)

KM_PER = {
    "km": 1.0, "kms": 1.0, "kilometer": 1.0, "kilometers": 1.0, "kilometre": 1.0, "kilometres": 1.0,
    "m": 0.001, "meter": 0.001, "meters": 0.001, "metre": 0.001, "metres": 0.001,
    "nm": KM_PER_NAUTICAL_MILE, "nmi": KM_PER_NAUTICAL_MILE, "n miles": KM_PER_NAUTICAL_MILE,
    "nautical mile": KM_PER_NAUTICAL_MILE, "nautical miles": KM_PER_NAUTICAL_MILE,
    "sea mile": KM_PER_NAUTICAL_MILE, "sea miles": KM_PER_NAUTICAL_MILE,
    "mile": KM_PER_STATUTE_MILE, "miles": KM_PER_STATUTE_MILE, "mi": KM_PER_STATUTE_MILE,
}  # fmt: skip
"""Kilometres in the units of distance that sources write. A bare mile is the statute mile of newspapers."""

_NUMBER_WORDS = {
    "half a": 0.5, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip
_IN_WORDS = "|".join(sorted((w.replace(" ", r"\s+") for w in _NUMBER_WORDS), key=len, reverse=True))
LESS = "less than|within|under|up to|at most|(?:no|not) more than|inside"
MORE = "more than|over|at least|beyond|upwards of|in excess of|no less than"

_UNIT = "|".join(
    "(?-i:m)" if u == "m" else re.escape(u).replace(r"\ ", r"\s+") for u in sorted(KM_PER, key=len, reverse=True)
)
_VALUE = rf"(?:(?<![\d.,])(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?|\b(?:{_IN_WORDS})\b)"
_ABOUT = r"(?:(?:about|some|approximately|approx\.?|around|roughly|nearly|almost|circa|ca?\.|~)\s*)?"
_DISTANCE = (
    rf"(?:\b(?P<bound>{LESS}|{MORE}|between)\s+)?{_ABOUT}(?P<low>{_VALUE})"
    rf"(?:\s*(?:-|–|to|and|or)\s*(?P<high>{_VALUE}))?[\s-]*(?P<unit>{_UNIT})(?!\w)"
)
_POINT = r"(?:north|south|east|west)"
WIND = rf"(?:{_POINT}(?:[\s-]?{_POINT}){{0,2}}(?:erly|ern|wards?)?|[nsew]{{1,3}})"
FAR = re.compile(
    rf"{_DISTANCE}\s+(?:(?:(?:to|towards?|in)\s+(?:the|a)\s+|due\s+)?(?P<wind>{WIND})(?:\s+direction)?\s+(?:of|off|from)"
    r"|off|from|outside(?:\s+of)?|short\s+of|shy\s+of|away\s+from|distant\s+from|offshore(?:\s+(?:of|from))?|(?P<of>of))\s+",
    re.IGNORECASE,
)
"""A distance and what it is measured from: "105 km to the south-westward of", "20 nm off", "within 5 km of"."""
NEAR = re.compile(
    rf"\b(?:(?:just\s+)?off|near|close\s+to|adjacent\s+to|(?:in\s+the\s+)?vicinity\s+of|(?:in\s+the\s+)?area\s+of|outside"
    rf"|offshore(?:\s+(?:of|from))?(?=\s+[\ue000-\uf8ff])|past|passing|approach(?:es)?\s+to|around(?!\s+{_VALUE})|(?:(?P<wind>{WIND})\s+of))\s+",
    re.IGNORECASE,
)
AREA = re.compile(r"\s+(?:area|vicinity)\b", re.IGNORECASE)
MEASURE = re.compile(r"\b(?:km|kms|kilomet\w+|nm|nmi|miles?|met(?:er|re)s?)\b|\d\s*m\b", re.IGNORECASE)
"""That some distance is spoken of."""
_CONVERTED = re.compile(
    rf"(?P<one>{_VALUE}[\s-]*(?:{_UNIT}))\s*\(\s*{_ABOUT}{_VALUE}(?:\s*(?:-|–|to)\s*{_VALUE})?[\s-]*(?:{_UNIT})\s*\)",
    re.IGNORECASE,
)

ROUTE = re.compile(rf"(?<!\ben )\broute\b|\bbetween\b(?!\s+{_VALUE})", re.IGNORECASE)
_GOES = (
    r"(?:heading|headed|bound|turning|destination|declared|sailing|en\s+route|towards?|to|into|giver|receiver|partner|then|"
    r"before|later|next|after|since|leaving|left|departing|departed|having)\b"
)
_ELSEWHERE = re.compile(
    rf"^\s*(?:(?:and|but|while|now|ship|vessel|tanker)\s+)*{_GOES}.*$"
    r"|\b(?:then|into|heading|headed|turning|(?:bound|sailing)\s+(?:for|to)|en\s+route)\b.*$",
    re.IGNORECASE,
)
"""Words after which a name is where a ship goes or lay before or later, or is another ship: not where it was."""
FROM = re.compile(r"\bfrom\b.*$", re.IGNORECASE)
NOT = re.compile(
    r"\b(?:not|never|nowhere|neither|nor|none|without|instead\s+of|rather\s+than|other\s+than|except|excluding|unable|failed|"
    r"denied|denies|cannot|no(?!\.?\s*#?\d))\b|n['’]t\b",
    re.IGNORECASE,
)
_UNKNOWN_PART = re.compile(
    r"^\s*(?:exact\s+|which\s+)?(?:berth|pier|position|part|location)\s+(?:is\s+)?not\s+(?:known|stated|identified|named|published)\s*$",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"(?<!\d),|,(?!\d)|[;:()\[\]]|\s[-–—]\s")
_NUMBERED = re.compile(
    rf"\b(?P<noun>{'|'.join(sorted(FACILITIES))}|no\.?|nos\.?|number)\s*(?:no\.?\s*)?#?\s*(?:\d+[a-z]?|[a-z])(?![\w'’])",
    re.IGNORECASE,
)
_SHIPS_BERTH = re.compile(
    r"\b(?:tanker|ship|vessel|boat)s?['’]?\s+(?=(?:terminal|berth|pier|jetty|anchorage)\b)", re.IGNORECASE
)
_SEA = re.compile(r"\b(?:sea|strait|ocean|gulf|waters)\b", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
FIRST_MARK = 0xE000
MARK = re.compile("[\ue000-\uf8ff]")
"""A place's name in a text is replaced by one private-use character, so that what stands around it can be read."""
_TOKEN = re.compile(rf"{MARK.pattern}|{WORD.pattern}")


def clauses(text: str) -> list[str]:
    """The clauses of a text that may say where a ship was; where it goes, or what a distance is in other units, cut."""
    parts = _SPLIT.split(_CONVERTED.sub(r"\g<one>", text))
    return [_ELSEWHERE.sub("", p) for p in parts if not _UNKNOWN_PART.match(p)]


def stranger(text: str, country: str | None, kind: str, is_beside: bool = False) -> str | None:
    """The first word of a text that does not leave a ship at a place named in it.

    Args:
        text: words of one clause; marks of places are no words, and part what they stand between.
        country: alpha-2 of the place, None where not known.
        kind: the place's kind, small letters.
        is_beside: whether "off", "near" or a distance stands before it, so that coasts and waters may be named.
    """
    for named in _COUNTRY.finditer(text):
        if country and _COUNTRY_CODE[re.sub(r"['’]s$", "", named[0].lower())] != country:
            return str(named[0])
    text = _SHIPS_BERTH.sub("", _NUMBERED.sub(r" \g<noun> ", _COUNTRY.sub(" ", text)))
    words = _TOKEN.findall(text)
    fine = FACILITIES | DOING | LYING | (BESIDE if is_beside else frozenset())
    if kind in ASHORE:
        fine |= {*ASHORE[kind], "centre", "center", "site", "pad", "station", "yard"}
    keys = ["", *("" if MARK.match(w) else plain(w) for w in words), ""]
    for word, before, key, behind in zip(words, keys, keys[1:], keys[2:], strict=False):
        is_before_part = behind in FACILITIES | DESCRIBING
        is_part = (key in ADJECTIVES and (word.islower() or is_before_part)) or (
            key in DESCRIBING and (is_before_part or behind in ADJECTIVES or before in DOING)
        )
        if key and key not in fine and not is_part:
            return str(word)
    return None


def is_name(clause: str) -> bool:
    """Whether a clause is nothing but a name in capitals, and of no sea: "Khabarovsk" behind a comma is a place."""
    bare = _COUNTRY.sub(" ", clause)
    words = WORD.findall(bare)
    return bool(words) and all(w[0].isupper() for w in words) and not _SEA.search(bare)


def far_km(m: re.Match[str]) -> tuple[float, float] | None:
    """The distance a match of :data:`FAR` states, low and high in km; None where only its lower end is stated."""
    bound = " ".join((m["bound"] or "").lower().split())
    factor = KM_PER[" ".join(m["unit"].lower().split())]
    low, high = sorted(_number(n) * factor for n in (m["low"], m["high"] or m["low"]))
    if re.fullmatch(MORE, bound):
        return None
    return (0.0 if re.fullmatch(LESS, bound) else low), high


def degrees(wind: str | None) -> float | None:
    """A wind of the compass as degrees clockwise from true north: "south-westward", "SW", "north-north-east"."""
    if wind is None:
        return None
    parts = re.findall(_POINT, wind, re.IGNORECASE)
    return COMPASS_DEG.get("".join(p[0] for p in parts).upper() or wind.upper())


def _number(text: str) -> float:
    word = " ".join(text.lower().split())
    return _NUMBER_WORDS[word] if word in _NUMBER_WORDS else float(word.replace(",", ""))
