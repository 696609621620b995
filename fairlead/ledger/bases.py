"""What a claim rests on, read from the words of its ``rests_on`` column.

The column is written by a person; docs/methods/origins.md lists the forms below. What is blank is the speaker's own
word. What matches no form is not understood: it is said, and shows no origin, since a basis that nobody can read must
not turn a copy into a voice of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from fairlead.ledger.words import tokens, without_brackets

BasisKind = Literal["own", "copy", "told", "through", "imagery", "same document", "claims", "unread"]


class Basis(NamedTuple):
    """How a claim stands to others.

    ``own``: the speaker's own knowledge. ``copy``: of somebody's story. ``told``: said to somebody, as in an interview.
    ``through``: somebody's report or data, who may be the speaker. ``imagery``: somebody's images, which may be read
    afresh. ``same document``: another passage of it. ``claims``: claims of this case by label. ``unread``: of no known
    form; a bare name is one, until somebody of that name is found.
    """

    kind: BasisKind
    of: tuple[str, ...] = ()
    """Who is named: a speaker or outlet, or the labels."""


_STORY = (
    r"(?:story|stories|reports?|reporting|articles?|dispatch|dispatches|wire|interviews?|briefings?|claims?|"
    r"statements?|accounts?|broadcasts?|releases?|speech|testimony)"
)
_REPEATS = "restates|restating|repeats|repeating|relays|relaying|quotes|quoting|cites|citing|echoes|according to"
_PRINTED = "reported|quoted|cited|published|printed|carried|aired|broadcast|relayed|told|said|stated|claimed"
_MATERIAL = (
    "information|intelligence|data|figures?|documents?|papers|records|analysis|estimates?|assessments?|calculations?|"
    "research|stud(?:y|ies)|monitoring|counts?|officials?|sources?|diplomats?|witness(?:es)?"
)
_IMAGES = "images|imagery|photographs?|photos?|pictures?|footage|videos?"
_OF = r"(?P<of>.+?)(?:['’]s?)?"

FORMS: tuple[tuple[str, BasisKind], ...] = (
    (r"^(?:own|its own|their own|his own|her own|our own)\b|^(?:not stated|not known|unknown|none|n/?a)$", "own"),
    (r"^another (?:paragraph|passage|page)\b|^same (?:document|text|page|article|commentary|report)\b(?! as\b)",
     "same document"),
    (rf"\bsame {_STORY} as {_OF}(?: {_STORY})?$", "copy"),
    (rf"\b(?:copy|translation|paraphrase|rewrite|summary) of {_OF}(?: {_STORY})?$", "copy"),
    (rf"\b(?:copied|translated|rewritten|adapted|taken|reprinted) (?:from|after) {_OF}(?: {_STORY})?$", "copy"),
    (rf"\bsame {_OF} {_STORY}$", "copy"),
    (rf"\bsame as {_OF}(?: {_STORY})?$", "copy"),
    (rf"^(?:.*\b)?(?:{_REPEATS}) {_OF}(?: {_STORY})?$", "copy"),
    (rf"\binterviews? (?:with|by|on|in|for|given to|to) {_OF}$", "told"),
    (rf"^{_OF} interviews?$", "told"),
    (rf"\b(?:told|(?:statements?|speech|testimony) to)(?: to)? {_OF}$", "told"),
    (rf"\b(?:{_PRINTED}) (?:first )?(?:by|in|on) {_OF}(?: {_STORY})?$", "through"),
    (rf"\b{_STORY} (?:by|of|from|in|on) {_OF}$", "through"),
    (rf"^{_OF} {_STORY}$", "through"),
    (rf"^(?:via|from|per) {_OF}(?: {_STORY})?$", "through"),
    (rf"\b(?:{_MATERIAL}|{_IMAGES}) (?:obtained|collected|released|provided|of|from|by)(?: by)? {_OF}$", "through"),
    (rf"^{_OF} (?:(?:{_IMAGES}) )?(?:{_MATERIAL})$", "through"),
    (rf"^{_OF} (?:{_IMAGES})$", "imagery"),
)  # fmt: skip
"""Pattern and what it means, first match wins. ``of`` is who is named; of a chain (``X, citing Y``) its far end."""

_FORMS = tuple((re.compile(pattern, re.IGNORECASE), kind) for pattern, kind in FORMS)

_OWN_WORDS = frozenset(
    tokens(
        "information intelligence data figure figures count counts document documents papers records analysis "
        "estimate estimates assessment calculation research study monitoring official officials source "
        "sources diplomats witness witnesses image images imagery photograph photographs photo photos picture "
        "pictures footage video videos satellite commercial radar sar optical aerial drone ais ship vessel "
        "port customs trade tracking open public published unpublished internal leaked classified "
        "declassified unnamed anonymous unidentified senior several two three many other western eyewitness "
        "participating member states and or of the its their a an new"
    )
)
"""Words that alone name nobody: a basis made of them is what the speaker saw or was told himself."""

_NOBODY = _OWN_WORDS | frozenset(tokens("news media press local foreign various online social wire agency"))
"""Words that do not say whose story it was: a claim that rests on "media reports" shows no origin."""

_BEFORE = frozenset(tokens("the a an one two three several many other senior unnamed anonymous unidentified"))
_BEHIND = frozenset(tokens("information intelligence data documents analysis estimate official officials sources news"))
"""Words taken off a name: "two senior US officials" name the US."""

_LEAD = re.compile(r"^(?:(?:based|rests|resting|relies|relying) (?:up)?on|on the basis of|see|as) ", re.IGNORECASE)
_DATE = re.compile(r"(?:,| of| on| dated) \d.*$", re.IGNORECASE)
_LABELS = re.compile(r"\s*(?:[,+&/]|\band\b)\s*", re.IGNORECASE)
_ROW = re.compile(r"^(?:claims?|rows?) ", re.IGNORECASE)


_PASSED = re.compile(
    r"^(?:via|per) |\b(?:story|stories|articles?|dispatch|dispatches|wire|interviews?|broadcasts?|told)\b|"
    r"\b(?:carried|aired|broadcast|printed|published|relayed) (?:first )?(?:by|in|on)\b",
    re.IGNORECASE,
)
"""Forms that say through whom somebody's word came: of a named speaker they name no other origin. What reads as a copy
("copy of the BBC story") is none of them."""


@lru_cache(maxsize=1 << 16)
def passed_on_by(rests_on: str | None) -> tuple[str, ...]:
    """Who only passed a named speaker's word on, by the words of his basis: ``via BBC``, ``SBS interview``."""
    parts = [" ".join(p.split()) for p in (rests_on or "").split(";")]
    read = (_read(p, frozenset()) for p in parts if _PASSED.search(p))
    return tuple(name for basis in read if basis.kind != "copy" for name in basis.of)


def say_chain(chain: Sequence[str]) -> str | None:
    """Words for ``rests_on`` from a chain of people, nearest first; :func:`read_bases` goes to its far end."""
    return ", ".join([*chain[:1], *(f"citing {name}" for name in chain[1:])]) or None


def read_bases(rests_on: str | None, labels: Collection[str] = frozenset()) -> tuple[Basis, ...]:
    """Read the words of ``rests_on``.

    Args:
        rests_on: as written; semicolons part several bases.
        labels: labels of the claims held, folded by ``casefold``.

    Returns:
        One or more bases; blank words are the speaker's own.
    """
    if not (rests_on or "").strip():
        return (Basis("own"),)
    parts = [" ".join(p.split()) for p in (rests_on or "").split(";")]
    return tuple(_read(p, labels) for p in parts if p) or (Basis("own"),)


def telling_words(words: str) -> tuple[str, ...]:
    """The words of a bare name that tell whose it is: ``Yonhap news agency`` is found as Yonhap."""
    return tuple(t for t in tokens(words) if t not in _NOBODY)


def _read(words: str, labels: Collection[str]) -> Basis:
    """One basis."""
    bare = _LEAD.sub("", words)
    if named := _labels_in(bare, labels):
        return Basis("claims", named)
    kind, of = _form_of(bare)
    return Basis(kind) if of is None else Basis(kind, (of,)) if kind == "unread" else _named(kind, of, labels)


@lru_cache(maxsize=1 << 16)
def _form_of(bare: str) -> tuple[BasisKind, str | None]:
    """The form of some words, and whom they name."""
    plain = without_brackets(_DATE.sub("", bare)).rstrip(" .")
    if not plain or _OWN_WORDS.issuperset(tokens(plain)):
        return "own", None
    for pattern, kind in _FORMS:
        if found := pattern.search(plain):
            return kind, found["of"] if "of" in pattern.groupindex else None
    return "unread", plain


def _named(kind: BasisKind, of: str, labels: Collection[str]) -> Basis:
    """A basis that names somebody, or nobody in particular."""
    if named := _labels_in(of, labels):
        return Basis("claims", named)
    if _NOBODY.issuperset(tokens(of)):
        return Basis("own") if _OWN_WORDS.issuperset(tokens(of)) else Basis("unread", (of,))
    words = of.split()
    while _BEFORE.issuperset(tokens(words[0])):
        words.pop(0)
    while len(words) > 1 and _BEHIND.issuperset(tokens(words[-1])):
        words.pop()
    return Basis(kind, (" ".join(words),))


def _labels_in(words: str, labels: Collection[str]) -> tuple[str, ...]:
    """The labels that words are made of, folded; none where any part of them is something else."""
    parts = [p.casefold() for p in _LABELS.split(_ROW.sub("", words.rstrip(" ."))) if p]
    return tuple(parts) if parts and all(p in labels for p in parts) else ()
