"""Reading scenario files of seasons, strictly; whatever cannot be meant is refused with its place."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fairlead.base.geodesy import distance_km
from fairlead.base.units import sailing_h
from fairlead.errors import EvidenceError
from fairlead.simulate.fields import Fields
from fairlead.simulate.season import ROADS, TERMINAL, Pair, Radio, Reading, SeasonScenario, Side, Trade, Watch

LAWS = ("gamma", "log-normal")
FASTEST_KN = 20.0
LEAST_KM = 50.0


def is_season(path: Path) -> bool:
    """Whether a scenario file tells of a season: it has ``hulls``, where other worlds have ships."""
    try:
        return "hulls" in tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False


def read_season(path: Path) -> SeasonScenario:
    """A scenario file of a season.

    Raises:
        EvidenceError: it cannot be read, or says what cannot be meant; the words begin with its name.
    """
    try:
        return season_of(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as e:
        raise EvidenceError(f"{path.name}: cannot be read: {e}") from None
    except tomllib.TOMLDecodeError as e:
        raise EvidenceError(f"{path.name}: is no TOML: {e}") from None
    except EvidenceError as e:
        raise EvidenceError(f"{path.name}: {e}") from None


def season_of(values: Mapping[str, Any]) -> SeasonScenario:
    """A season from the tables of its file; what is left out is as the classes above have it.

    Raises:
        EvidenceError: a field is missing, unknown or cannot be meant.
    """
    f = Fields("season", values)
    start, end = f.span("span")
    if (end - start) % 86_400 or end - start < 10 * 86_400 or end - start > 1000 * 86_400:
        raise f.fault("span", "is 10 to 1,000 whole days")
    made = SeasonScenario(
        title=f.text("title"),
        seed=f.whole("seed", 0, 1 << 53, 0),
        start=start,
        days=(end - start) // 86_400,
        hulls=f.whole("hulls", 1, 200),
        others=f.number("others", 0, 20, 0.2),
        names=_names(f),
        limit_bbl=f.number("limit_bbl", 0, 1e9, 0.0),
        terminal=_side(Fields("terminal", f.take("terminal", {})), TERMINAL),
        roads=_side(Fields("discharge", f.take("discharge", {})), ROADS),
        trade=_trade(Fields("trade", f.take("trade", {}))),
        watch=_watch(Fields("watch", f.take("watch", {}))),
        reading=_reading(Fields("reading", f.take("reading", {}))),
        radio=_radio(Fields("radio", f.take("radio", {}))),
    )
    f.done()
    _check(made)
    return made


def _check(s: SeasonScenario) -> None:
    """What must fit together across tables."""
    if s.reading.named + s.reading.measured > 1:
        raise EvidenceError("reading: named and measured are shares of the same groups, together at most 1")
    if len(s.names) > s.hulls or len(set(s.names)) < len(s.names):
        raise EvidenceError("season: names are those of the hulls, each once")
    if s.terminal.label == s.roads.label or s.terminal.name == s.roads.name:
        raise EvidenceError("discharge: has the label or the name of the terminal")
    km = distance_km(s.terminal.lat, s.terminal.lon, s.roads.lat, s.roads.lon)
    quickest_h = s.trade.quickest * s.trade.laden_h[0]
    if km < LEAST_KM or sailing_h(km, FASTEST_KN) > quickest_h:
        raise EvidenceError(
            f"discharge: is {km:.0f} km from the terminal; that is at least {LEAST_KM:g} km, and no more than "
            f"{FASTEST_KN:g} kn make in {quickest_h:.0f} h, the quickest leg"
        )


def _names(f: Fields) -> tuple[str, ...]:
    given = f.take("names", [])
    if not isinstance(given, list) or not all(isinstance(n, str) and n.strip() for n in given):
        raise f.fault("names", "is a list of names")
    return tuple(given)


def _side(f: Fields, default: Side) -> Side:
    label, name = f.text("label", default.label), f.text("name", default.name)
    country = f.text("country", default.country)
    lat, lon = f.point("point") if f.has("point") else (default.lat, default.lon)
    f.done()
    return Side(label, name, country, lat, lon)


def _pair(f: Fields, name: str, low: float, high: float, default: Pair) -> Pair:
    """A number, or [low, high]."""
    value = f.take(name, None)
    if value is None:
        return default
    ends = value if isinstance(value, list) else [value, value]
    is_fit = len(ends) == 2 and all(isinstance(x, int | float) and not isinstance(x, bool) for x in ends)
    if not is_fit or not low <= ends[0] <= ends[1] <= high:
        raise f.fault(name, f"is a number, or [least, greatest], from {low:g} to {high:g}, not {value!r}")
    return float(ends[0]), float(ends[1])


def _trade(f: Fields) -> Trade:
    d = Trade()
    law = f.text("law", d.law)
    if law not in LAWS:
        raise f.fault("law", f"is {' or '.join(LAWS)}, not {law!r}")
    made = Trade(
        law=law,
        load_h=_pair(f, "load_h", 6, 500, d.load_h),
        load_cv=_pair(f, "load_cv", 0.05, 2, d.load_cv),
        laden_h=_pair(f, "laden_h", 6, 1000, d.laden_h),
        leg_cv=_pair(f, "leg_cv", 0.05, 2, d.leg_cv),
        discharge_h=_pair(f, "discharge_h", 6, 1000, d.discharge_h),
        discharge_cv=_pair(f, "discharge_cv", 0.05, 2, d.discharge_cv),
        away_d=_pair(f, "away_d", 1, 500, d.away_d),
        idle_share=f.number("idle_share", 0, 1, d.idle_share),
        direct_spread=f.number("direct_spread", 0, 5, d.direct_spread),
        quickest=f.number("quickest", 0.1, 0.9, d.quickest),
        load_share=_pair(f, "load_share", 0.01, 1, d.load_share),
    )
    f.done()
    return made


def _watch(f: Fields) -> Watch:
    d = Watch()
    made = Watch(
        clear=f.number("clear", 0, 1, d.clear),
        persists=f.number("persists", 0, 0.99, d.persists),
        optical_frac=f.number("optical_frac", 0.01, 1, d.optical_frac),
        radar_every_d=f.number("radar_every_d", 0, 1000, d.radar_every_d),
        radar_frac=f.number("radar_frac", 0.01, 1, d.radar_frac),
        elsewhere=f.number("elsewhere", 0, 1, d.elsewhere),
        hole_chance=f.number("hole_chance", 0, 1, d.hole_chance),
        hole_d=_pair(f, "hole_d", 0, 1000, d.hole_d),
        tip_share=f.number("tip_share", 0, 1, d.tip_share),
        false_tips_d=f.number("false_tips_d", 0, 10_000, d.false_tips_d),
        detect=_pair_of_beta(f, d.detect),
    )
    f.done()
    return made


def _pair_of_beta(f: Fields, default: Pair) -> Pair:
    value = f.take("detect", None)
    if value is None:
        return default
    if not (isinstance(value, list) and len(value) == 2 and all(isinstance(x, int | float) and x > 0 for x in value)):
        raise f.fault("detect", f"is [seen, missed] of a Beta distribution, both above 0, not {value!r}")
    return float(value[0]), float(value[1])


def _reading(f: Fields) -> Reading:
    d = Reading()
    shares = ("named", "measured", "wrong", "merged", "unlinked")
    made = Reading(
        **{name: f.number(name, 0, 1, getattr(d, name)) for name in shares},
        good_sd=f.number("good_sd", 0.001, 1, d.good_sd),
        bad_sd=f.number("bad_sd", 0.001, 1, d.bad_sd),
        link_h=f.number("link_h", 0, 500, d.link_h),
        length_m=f.number("length_m", 30, 400, d.length_m),
        length_spread=f.number("length_spread", 0, 1, d.length_spread),
    )
    f.done()
    return made


def _radio(f: Fields) -> Radio:
    d = Radio()
    made = Radio(
        **{name: f.number(name, 0, 1, getattr(d, name)) for name in ("share", "on_share", "off_at_load")},
        spell_d=f.number("spell_d", 0.1, 1000, d.spell_d),
        traders=f.whole("traders", 0, 100, d.traders),
        keep_s=f.duration("keep", d.keep_s),
    )
    f.done()
    return made
