"""Which unit stands behind a number: "152-millimeter", "% ", "North Korean special warfare troops", "of the trips"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from fairlead.statements.figures import FIGURE


class Unit(NamedTuple):
    """What a noun counts or measures."""

    name: str
    kind: str = "count"
    factor: float = 1.0


def _nouns(name: str, words: str, kind: str = "count", factor: float = 1.0) -> dict[str, Unit]:
    return {word.replace("_", " "): Unit(name, kind, factor) for word in words.split()}


UNITS: dict[str, Unit] = {
    **_nouns("barrel", "barrel barrels bbl bbls", "volume"),
    **_nouns("litre", "litre litres liter liters", "volume"),
    **_nouns("gallon", "gallon gallons", "volume"),
    **_nouns("tonne", "tonne tonnes", "mass"),
    **_nouns("ton", "ton tons", "mass"),
    **_nouns("tonne", "kiloton kilotons kilotonne kilotonnes", "mass", 1000.0),
    **_nouns("kilogram", "kilogram kilograms kilogramme kilogrammes kg kgs", "mass"),
    **_nouns("container", "container containers teu teus"),
    **_nouns("round", "round rounds shell shells projectile projectiles cartridge cartridges bullet bullets"),
    **_nouns(
        "person",
        "dead wounded killed person persons people troops soldier soldiers serviceman servicemen personnel man "
        "men fighters worker workers labourer labourers laborer laborers engineers officers operators crew "
        "crewmen sailor sailors specialists technicians combatants conscripts recruits civilians casualties "
        "paratroopers sappers deminers instructors pilots prisoners migrants nationals citizens strong commandos "
        "marines advisers advisors women children students generals",
    ),
    **_nouns(
        "vessel",
        "vessel vessels ship ships tanker tankers boat boats freighter freighters barge barges trawler trawlers "
        "tug tugs hull hulls submarine submarines warship warships coaster coasters",
    ),
    **_nouns(
        "trip",
        "trip trips voyage voyages journey journeys call calls visit visits sailing sailings transit transits "
        "departure departures runs crossing crossings arrival arrivals passage passages rotation rotations",
    ),
    **_nouns("delivery", "delivery deliveries"),
    **_nouns("shipment", "shipment shipments"),
    **_nouns("cargo", "cargo cargoes cargos"),
    **_nouns("transfer", "transfer transfers"),
    **_nouns("flight", "flight flights sortie sorties"),
    **_nouns("aircraft", "aircraft plane planes jet jets helicopter helicopters airplane airplanes bomber bombers"),
    **_nouns("vehicle", "vehicle vehicles cars truck trucks lorry lorries tank tanks"),
    **_nouns("wagon", "railcar railcars wagon wagons"),
    **_nouns("train", "train trains"),
    **_nouns(
        "item",
        "item items unit units piece pieces rocket rockets missile missiles drone drones uav uavs gun guns "
        "howitzer howitzers launcher launchers mortar mortars mine mines bomb bombs torpedo torpedoes torpedos "
        "rifle rifles warhead warheads satellite satellites engines munitions radars batteries systems",
    ),
    **_nouns("image", "image images photograph photographs photo photos picture pictures"),
    **_nouns("time", "times"),
}
"""Nouns that are counted or measured, and their units. A ton is short, long or metric until somebody says which."""

_BEHIND = re.compile(
    r"(?P<percent>\s?%|\s?(?:per\s?cent|percent|percentage\spoints?)\b)"
    r"|[-\s\u2010\u2011]{0,2}(?:"
    r"(?P<calibre>(?:\s?(?:and|or|/)\s?[0-9]{2,3}[-\s]?)?(?:mm|millimet(?:er|re)s?)\b)"
    r"|(?P<age>years?[-\s]olds?\b)"
    r"|(?P<duration>(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|hrs?|min)\b)"
    r"|(?P<speed>(?:knots?|kn|kts|km/h|kph|mph)\b)"
    r"|(?P<tonnage>(?:dwt|deadweight(?:\s(?:tonnes|tons|tonnage))?|grt|gt|gross\s(?:registered?\s)?(?:tons"
    r"|tonnes|tonnage)|displacement\stons)\b)"
    r"|(?P<distance>(?:km|kms|kilomet(?:er|re)s?|m|met(?:er|re)s?|miles?|nautical\smiles?|nm|nmi|cm"
    r"|centimet(?:er|re)s?|feet|foot|ft|yards?)\b)"
    r"|(?P<long_ton>long\stons?\b)|(?P<short_ton>short\stons?\b)"
    r"|(?P<tonne>(?:metric[-\s]tonn?e?s?|tonnes?|mt|t)\b)|(?P<kt>kt\b)|(?P<ton>tons?\b)|(?P<lb>lbs?\b)"
    r"|(?P<kg>(?:kg|kgs"
    r"|kilogram(?:me)?s?)\b)"
    r"|(?P<bpd>(?:b/d|bpd|bbl/d)\b)|(?P<bbl>(?:barrels?|bbls?)\b)|(?P<kl>(?:kl|cubic\smet(?:er|re)s?|m3|m³)(?![\w]))"
    r"|(?P<money>(?:us\s)?(?:(?<=illion\s)won|(?<=[0-9]{3}\s)won|dollars?|euros?|roubles?|rubles?|yuan|renminbi|yen|rupees?|usd|eur|rub|cny"
    r"|krw|gbp|jpy|cents?)\b)"
    r"|(?P<strong>strong\b)"
    r")",
    re.IGNORECASE,
)
"""Units that follow a number directly."""

_MEASURES: dict[str, tuple[str | None, str, float]] = {
    "percent": ("percent", "percent", 1), "calibre": ("mm", "calibre", 1), "age": ("year", "age", 1),
    "speed": ("knot", "speed", 1), "tonnage": ("dwt", "tonnage", 1), "long_ton": ("long ton", "mass", 1),
    "short_ton": ("short ton", "mass", 1), "tonne": ("tonne", "mass", 1), "kt": ("tonne", "mass", 1000),
    "ton": ("ton", "mass", 1), "kg": ("kilogram", "mass", 1), "lb": ("pound", "mass", 1),
    "bpd": ("barrel/day", "volume", 1),
    "bbl": ("barrel", "volume", 1), "kl": ("cubic metre", "volume", 1), "strong": ("person", "count", 1),
}  # fmt: skip
_DISTANCES = (("km", "km"), ("kilo", "km"), ("nautical", "nautical mile"), ("nm", "nautical mile"), ("mile", "mile"),
              ("cm", "cm"), ("centi", "cm"), ("f", "foot"), ("yard", "yard"), ("m", "m"))  # fmt: skip
_SPEEDS = {"km/h": "km/h", "kph": "km/h", "mph": "mph"}
CODES = ("EUR", "USD", "GBP", "RUB", "CNY", "JPY", "KRW", "INR", "CHF", "UAH", "PLN", "SEK", "NOK", "DKK")
"""Currencies by the letters of ISO 4217 that may stand before a number; no code that is a word (TRY)."""
_SIGNS = {
    **{code: code for code in CODES},
    "$": "USD",
    "US$": "USD",
    "A$": "AUD",
    "C$": "CAD",
    "€": "EUR",
    "£": "GBP",
    "₽": "RUB",
    "₩": "KRW",
    "₹": "INR",
}
"""¥ is yen or yuan, and stays money."""
_MONEY = {
    "dollar": "USD",
    "us dollar": "USD",
    "euro": "EUR",
    "rouble": "RUB",
    "ruble": "RUB",
    "rub": "RUB",
    "won": "KRW",
}

_OF = re.compile(r"\s{1,2}of(?=\s)(?:\s{1,2}(?:the|these|those|its|their|his|her|such|all|our)\b)?", re.IGNORECASE)
_WORD = re.compile(r"(?:\s{1,2}|[-\u2010\u2011])[\"“‘(]?([^\W_][\w'’./]{0,39})")
_CALIBRE = re.compile(
    r"[-\s]{1,2}[0-9]{2,3}(?:\.[0-9])?(?:[-\s]{0,2}(?:mm)?[-\s]{0,2}(?:and|or|/)\s?[0-9]{2,3})?[-\s]?(?:mm"
    r"|millimet(?:er|re)s?)\b",
    re.IGNORECASE,
)
_OUT_OF = re.compile(rf"\s{{1,2}}(?:{FIGURE})(?=\s)", re.IGNORECASE)
_MORE = re.compile(r"\s(?:more|other|further|additional|extra)(?=\s)(?!\sthan\b)", re.IGNORECASE)
_MOST_WORDS = 8
_STOP_WORDS = (
    "a about across after against ago along also among an and are around as at away be because been before being "
    "between but by can could did do does during each every few for from had has have he her his how if in "
    "inside into is it its later least less may might more most must near no nor not of off on once onto or our "
    "out outside over per said say says she should since so such than that the their them then there these they "
    "this those though through to told toward towards under until up via was we were what when where whether "
    "which while who whom whose will with within without would yet you your other others according including "
    "sent went came made"
)
_STOP = frozenset(_STOP_WORDS.split())
_PLURAL_ADJECTIVES_WORDS = (
    "forces arms munitions weapons goods services sales operations various previous dangerous numerous "
    "special-forces serious armed-forces defence defense artillery explosives states united express cross "
    "business less mysterious suspicious"
)
_PLURAL_ADJECTIVES = frozenset(_PLURAL_ADJECTIVES_WORDS.split())


def unit_behind(
    text: str, at: int, nouns: Mapping[str, Unit], *, currency: str | None
) -> tuple[str | None, str, int, float] | None:
    """Unit, kind, where its words end, and the factor to that unit; None where a plain number or nothing follows.

    Args:
        text: the text.
        at: where the number ends.
        nouns: units by noun, lower case.
        currency: the sign of a currency before the number, if any.
    """
    if currency:
        return _SIGNS.get(currency.strip().upper(), "money"), "money", at, 1.0
    m = _BEHIND.match(text, at)
    if m and m.lastgroup:
        name, said = m.lastgroup, m[m.lastgroup].lower()
        if name in _MEASURES and name != "speed":
            unit, kind, factor = _MEASURES[name]
            if name == "tonnage" and said.startswith("g"):
                unit = "gt"
            return unit, kind, m.end(), factor
        if name == "duration":
            return said.rstrip("s"), "duration", m.end(), 1.0
        if name == "distance" and m[name] == "M" and text[m.end() : m.end() + 1] == "-":
            return _noun(text, at, nouns)  # "24 M-346 jets"
        if name == "distance":
            return next(u for begin, u in _DISTANCES if said.startswith(begin)), "distance", m.end(), 1.0
        if name == "speed":
            return _SPEEDS.get(said, "knot"), "speed", m.end(), 1.0
        return _MONEY.get(said.removesuffix("s"), said.removesuffix("s")), "money", m.end(), 1.0
    return _noun(text, at, nouns)


def _noun(text: str, at: int, nouns: Mapping[str, Unit]) -> tuple[str | None, str, int, float] | None:
    """The head of the nouns behind a number: "container ships" are ships, "tanker calls" are calls."""
    begin = at
    if more := _MORE.match(text, at):
        at = more.end()
    is_share = False
    if of := _OF.match(text, at):
        at = of.end()
        if out_of := _OUT_OF.match(text, at):
            at, is_share = out_of.end(), True
    unit, end = None, at
    for _ in range(_MOST_WORDS):
        if calibre := _CALIBRE.match(text, at):
            at = calibre.end()
            continue
        m = _WORD.match(text, at)
        if not m:
            break
        raw = m[1].rstrip("'’./")
        word = raw.lower()
        at = m.start(1) + len(raw)
        if word in nouns:
            unit, end = nouns[word], at
        elif unit or word in _STOP or "0" <= word[0] <= "9" or _is_plural(raw, word):
            break
        if text[at : at + 1] in (",", ".", ";", ":", ")", "”", '"'):
            break
    return (unit.name, unit.kind, begin if is_share else end, unit.factor) if unit else None


def _is_plural(raw: str, word: str) -> bool:
    """Whether a word is itself the head: "40 countries sent soldiers" counts countries."""
    return (
        raw[0].islower()
        and word.endswith("s")
        and not word.endswith(("'s", "’s", "ss", "us"))
        and word not in _PLURAL_ADJECTIVES
    )
