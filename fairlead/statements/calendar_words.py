"""Words for parts of the calendar, as patterns: what :mod:`fairlead.statements.calendar` reads and resolves."""

from __future__ import annotations

import re

from fairlead.base.number_words import ONES, TENS
from fairlead.statements.dates import DAY_NUMBER, DAYS_MONTH, ISO, MONTH, MONTH_DAYS, MONTHS, NUMERIC, YEAR
from fairlead.statements.lexicon import word_set
from fairlead.statements.starts import Starting

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": -1,
    "final": -1,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
}
_NUMBER = (
    rf"(?:[0-9]{{1,3}}|(?![0-9])(?:(?:{'|'.join(TENS)})(?:-(?:{'|'.join(ONES[:9])}))?"
    rf"|{'|'.join(sorted(ONES, key=len, reverse=True))}|a couple of|couple of|a dozen|a few|few|several"
    rf"|an?))"
)
_SPAN = r"(?:days?|weeks?|months?|years?|decades?|quarters?)"


def _of_year(name: str) -> str:
    return rf"(?:,?\s(?:(?:of|in)\s)?(?:(?P<{name}_which>this|last|next)\syear|(?P<{name}_year>{YEAR})))?"


_EDGE = r"(?:early(?:\sin)?|mid|late(?:\sin)?|(?:the\s)?(?:beginning|start|middle|end)\sof)"
_SHARE = (
    r"(?:the\s)?(?:first|second|third|fourth|last|final|1st|2nd|3rd|4th)\s(?:week|(?:two|three)\sweeks|half|ten\sdays|third"
    r"|quarter|part|days|few\sdays)\sof"
)

_FIRST_WORDS = frozenset((*(w.lower() for w in WEEKDAYS), *SEASONS, *ONES, *TENS, *ORDINALS)) | word_set(
    "the a an early mid late beginning start middle end year months next this couple few several past previous "
    "preceding so earlier later yesterday today tonight tomorrow now recent that over in during for"
)
_BEHIND_THE = word_set(
    "0 1 2 3 4 5 6 7 8 9 a couple few several year month beginning start middle end first second third fourth last "
    "final q1 q2 q3 q4 h1 h2 h3 h4 previous following current day present same said"
)
_BEHIND = {
    "the": (*_BEHIND_THE, *ONES, *TENS, *SEASONS),
    "that": ("time", "period", "month", "year", "day", "week"),
    **dict.fromkeys(("over", "in", "during", "for"), ("the",)),
}
"""What a word that is everywhere must have behind it to begin a part."""
PART = Starting(
    re.compile(
        r"(?<!\w)(?:"
        rf"(?:{_WEEKDAY},?\s(?:the\s)?)?(?:{ISO}|{NUMERIC}|{DAYS_MONTH}|{MONTH_DAYS})"
        rf"|(?=[TtFfSsLl1-4])(?P<share>(?i:{_SHARE}))\s(?P<sm_month>{MONTH}){_of_year('sm')}"
        rf"|(?=[EeMmLlTtBbSs])(?P<edge>(?i:{_EDGE}))[-\s](?:(?P<em_month>{MONTH}){_of_year('em')}|(?P<ey_year>{YEAR})"
        rf"|(?P<ey_which>(?i:this|last|next|the))\s(?P<ey_unit>year|month|week))"
        rf"|(?i:\b(?:the\s)?(?:(?P<t_no>{_NUMBER})\s)?(?P<t_unit>year|months)\s(?:to|through|ending(?:\sin)?|ended(?:\sin)?))"
        rf"\s(?P<t_month>{MONTH}){_of_year('t')}"
        rf"|(?=[0-9])(?P<nth>{DAY_NUMBER}(?:st|nd|rd|th))(?i:\sof\s(?P<n_which>this|last)\smonth)?"
        rf"(?=[,.;)]|$|\s(?:a|an|the|it|he|she|they|we|and|when)\b)"
        rf"|(?=[LlNnTt])(?P<lead>(?i:last|next|this|this\spast))\s(?P<lm_month>{MONTH})(?!\s[0-9])"
        rf"|(?P<m_month>{MONTH}){_of_year('m')}(?P<m_alone>\salone)?"
        rf"|(?=[TtFfSsLlQH1-4])(?i:\bthe\s)?(?:(?i:(?P<q_ord>first|second|third|fourth|1st|2nd|3rd|4th|last"
        rf"|final)[-\s](?P<q_kind>quarter|half))"
        rf"|\b(?P<q>[QH])(?P<q_no>[1-4]))(?:\s(?:of\s)?(?:(?P<q_which>(?i:this|last|next|the))\syear"
        rf"|(?P<q_year>{YEAR})))?"
        rf"|(?=[Tt])(?i:\bthe\sfirst\s(?P<f_no>{_NUMBER})\s(?P<f_unit>days|weeks|months)\sof\s(?:(?P<f_which>the|this"
        rf"|last|next)\s(?:current\s|same\s)?year|(?P<f_year>{YEAR})))"
        rf"|(?=[TtLlNnEeMmSsAaFfWw])(?i:\b(?:(?P<s_which>this|last|next|the|early|late|mid)[-\s])?(?P<season>spring|summer|autumn|fall"
        rf"|winter)(?:\s(?:of\s)?(?P<s_year>{YEAR}))?\b)"
        rf"|(?=[PpLl])(?i:\b(?P<back>past|last|previous|preceding)\s(?P<b_no>{_NUMBER})[-\s](?P<b_unit>{_SPAN})\b(?!\sof\b))"
        rf"|(?=[PpLl])(?i:\b(?:past|(?<=the\s)last)\s(?P<b1_unit>day|week|month|year|decade)\b(?!\sof\b))"
        rf"|(?i:\b(?P<ago_no>{_NUMBER})\s(?P<ago_unit>{_SPAN})\s(?:ago|earlier|before)\b)"
        rf"|(?=[AaSsEeLlTtNn])(?i:\b(?:an?\s(?:[\w]+)-(?:month|week|day)\speriod\s)?(?P<so_far>so\sfar\s|earlier\s"
        rf"|later\s)?(?P<r_which>last|this|next|the\sprevious|the\sfollowing|the\scurrent)\s(?P<r_unit>day|week"
        rf"|month|year|quarter|weekend|decade)(?:\salone)?(?:\sso\sfar)?\b)"
        rf"|(?=[LlNnTtMWFS])(?P<w_which>(?i:last|next|this|this\spast"
        rf"|this\scoming)\s)?\b(?P<weekday>{_WEEKDAY})\b(?!s)(?i:\s(?P<w_week>last|this|next)\sweek)?"
        r"|(?=[YyTtNn])(?i:\b(?P<word>yesterday|today|tonight|tomorrow|the\sday\sbefore\syesterday|(?<=and\s)now|(?<=to\s)now|the\spresent)\b)"
        r"|(?=[RrTtOoIiDdFf])(?i:\b(?P<vague>recent\s(?:days|weeks|months|years)|that\s(?:time|period|month|year|day|week)"
        r"|the\s(?:same|said)\s(?:time|period|months?|years?|days?|weeks?)|(?:over|in|during|for)\sthe\speriod)\b)"
        rf"|(?<![\w.,/$€£-])(?P<year>{YEAR})(?P<decade>s\b)?(?!\s?(?:%|[a-z]*\s?(?:barrels|tonnes|tons|troops|soldiers"
        rf"|containers|shells|tankers|ships)\b))"
        r")"
    ),
    _FIRST_WORDS,
    (*MONTHS, *(f"{x}{n}" for x in "qh" for n in range(1, 5))),
    _BEHIND,
)
"""One part of the calendar; its groups say which. Looking ahead at one letter spares it long lists of words."""
MAY_HOLD = re.compile(
    rf"{MONTH}|{_WEEKDAY}|(?<![0-9])(?:19|20)[0-9][0-9]|[0-9][./][0-9]|\b(?i:days?|weeks?|weekend|months?"
    rf"|years?|decades?|quarter|half|period|time|spring|summer|autumn|fall|winter"
    r"|yesterday|today|tonight|tomorrow|now|present)\b|\b[QH][1-4]\b|[0-9](?:st|nd|rd|th)\b"
)
"""Whether a text may hold any part."""
YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|since|by|before|after|during|from|until|till|through|throughout|between|of|for|to|and"
    r"|around|year|about|than|prior to)|[-–])\s?(?:the\s)?$",
    re.IGNORECASE,
)
"""What stands before four digits that are a year."""
MONTH_BEFORE = re.compile(
    r"(?:\b(?:in|since|by|before|after|during|from|until|till|through|throughout|between|of|for|to|and"
    r"|around|or|the|that|every|last|next|this)|[-–,])\s?$",
    re.IGNORECASE,
)
"""What stands before a bare "March" or "May" that is a month, not a verb or a name."""
TO_MONTH = re.compile(rf"(?:\s?[-–]\s?|\sto\s|\sthrough\s){MONTH}")
ON_THE = re.compile(r"\bon\sthe\s$", re.IGNORECASE)
DAY_NUMBERS = re.compile(DAY_NUMBER)
"""Each day of a list of days."""
IS_FALL_NOUN = re.compile(
    r"\b(?:in|of|during|since|by|this|last|next|the|until|before|after|from|to|early|late|mid)[-\s](?:the\s)?$",
    re.IGNORECASE,
)
