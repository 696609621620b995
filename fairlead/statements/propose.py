"""Proposals: claims about what passes between states, read out of texts by rules. No claim until a person accepts it.

Four stages: sentences; cues (who says it, in which words, and what is said); mentions (states, items, quantities,
periods, places,
ships); candidate claims, each with the name of the rule that made it. Method: docs/methods/proposals.md.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pyarrow as pa

from fairlead.base.ids import content_id
from fairlead.base.tables import DOCUMENTS, PROPOSALS
from fairlead.statements.answers import find_answers
from fairlead.statements.asked import settle_asked
from fairlead.statements.attribution import find_voices
from fairlead.statements.bearings import find_bearings
from fairlead.statements.contrasts import drop_contrasts
from fairlead.statements.figures import OWN_WORDS
from fairlead.statements.filling import fill
from fairlead.statements.followups import deny_again, find_followups
from fairlead.statements.frames import find_frames
from fairlead.statements.heads import weigh_heads
from fairlead.statements.intervals import find_intervals
from fairlead.statements.interviews import begin_interview, find_turns, take_turn
from fairlead.statements.lexicon import Sense, Words, compile_lexicon
from fairlead.statements.lines import Reading, join_lines
from fairlead.statements.losses import drop_graves, drop_losses
from fairlead.statements.mentions import Sentence, read_sentence
from fairlead.statements.merging import merge_repeats
from fairlead.statements.parts import DUE
from fairlead.statements.quantities import Quantity, find_quantities
from fairlead.statements.roles import PRONOUN, WE, state_of
from fairlead.statements.sentences import find_sentences
from fairlead.statements.speakers import Memory, Speaker
from fairlead.statements.told import Claim, Story
from fairlead.statements.units import Unit

METHOD = "rules 1"
LONGEST_TEXT = 2_000_000
"""Characters of one text that are read; more is a dump, not a statement."""
_ENGLISH = frozenset({"en", None, ""})
_CONTEXT = 32


def propose_claims(documents: pa.Table, lexicon: pa.Table) -> pa.Table:
    """Propose claims from texts by rules.

    Args:
        documents: DOCUMENTS, any order. Texts in other languages than English, and empty ones, give no rows.
        lexicon: LEXICON: the words of the package and of the case.

    Returns:
        PROPOSALS. Within a document, what one speaker says twice is one row; across documents nothing is merged.
        Every quote is
        the text's own words at ``quote_start``.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Wire copy is formulaic, and rules are good at it; prose, irony and questions they misread. See the method's
        page.
    """
    words = compile_lexicon(lexicon)
    rows: list[dict[str, Any]] = []
    for document in DOCUMENTS.check(documents).to_pylist():
        if document["text"] and document["language"] in _ENGLISH:
            rows += propose_from(document, words)
    return PROPOSALS.sorted(PROPOSALS.from_rows(rows))


def propose_from(document: dict[str, Any], words: Words) -> list[dict[str, Any]]:
    """Rows of PROPOSALS of one row of DOCUMENTS."""
    reading = join_lines(document["text"][:LONGEST_TEXT], words.singles)
    text, published = reading.text, document["published_start"]
    memory, story = Memory(), Story(titled=_titled(document["title"], words))
    behind = 0
    turns = find_turns(text)
    if turns:
        begin_interview(text, turns, words, memory)
    for start, end in find_sentences(text):
        story.paragraph += "\n" in text[behind:start]
        while turns and turns[0].begin <= start:
            take_turn(turns.pop(0), memory)
            story.guest = memory.label.state if memory.label else None
        _read(text, start, end, published, words, memory, story)
        behind = end
    story.own = _own_state(document["outlet"], words, memory)
    if memory.herald and memory.herald.speaker and _is_office(document["outlet"], words):
        for c in story.claims:  # a ministry's statement: what nobody else says is the ministry's
            c.voice = c.voice or memory.herald
    fill(story)
    kept = merge_repeats(story.claims)
    return [_row(c, document, reading, words) for c in kept]


def _is_office(outlet: str | None, words: Words) -> bool:
    """Whether a ministry or office publishes the text."""
    atoms = read_sentence(outlet, 0, len(outlet), words).atoms if outlet else []
    return any("office" in a.senses and a.senses["office"].note == "organ" for a in atoms)


def _titled(title: str | None, words: Words) -> frozenset[str]:
    """The states that a title names."""
    atoms = read_sentence(title, 0, len(title), words).atoms if title else []
    return frozenset(code for a in atoms if a.senses and (code := state_of(a)) not in (None, PRONOUN, WE))


def _own_state(outlet: str | None, words: Words, memory: Memory) -> str | None:
    """The state whose ministry or office publishes a text: told by its name, else by the first organ that speaks."""
    if outlet is None or not _is_office(outlet, words):
        return None
    atoms = read_sentence(outlet, 0, len(outlet), words).atoms
    return next((code for a in atoms if (code := state_of(a))), None) or memory.organ


def _read(
    text: str, start: int, end: int, published: datetime | None, words: Words, memory: Memory, story: Story
) -> None:
    """Read one sentence into the story."""
    s = read_sentence(text, start, end, words, is_open=story.is_open)
    story.is_open = s.is_open
    if not s.kinds and ":" not in text[start : start + 60] and s.lows.isdisjoint(DUE):
        return
    quantities: list[Quantity] = []
    may_count = bool(story.claims) or not s.kinds.isdisjoint(_COUNTING)
    if may_count and (_DIGIT.search(text, start, end) or not s.lows.isdisjoint(OWN_WORDS)):
        quantities = _shifted(find_quantities(text[start:end], _units(words)), start)
        _mark_figures(s, quantities)
        quantities = drop_losses(s, quantities, words)
    _mask_dateline(s, text, memory)
    story.home = memory.dateline
    drop_contrasts(s)
    voices = find_voices(s, text, words, memory)
    story.is_asked = memory.is_asked
    frames = drop_graves(s, find_frames(s), words)
    frames += find_bearings(s, quantities, frames)
    if frames:
        frames = settle_asked(s, weigh_heads(s, frames, voices, words), voices)
    if frames and memory.denial:
        frames += deny_again(frames, memory.denial)
    answers = find_answers(s, frames, story, is_question=story.asks(s, text))
    frames += answers or find_followups(s, text, frames, quantities, voices, story)
    if frames:
        intervals = [
            x._replace(start=x.start + start, end=x.end + start) for x in find_intervals(text[start:end], published)
        ]
        story.take(s, text, frames, voices, quantities, intervals, words)
    else:
        story.see(s)
        if "item" in s.kinds:
            story.keep_goods(s)


_COUNTING = frozenset(
    {"item", "give", "receive", "move", "barter", "way", "nominal", "modal", "measure_word", "limit", "voyage", "place"}
)
"""Kinds of words beside which a number may count something given, carried or allowed."""
_DIGIT = re.compile("[0-9]")
_DATELINE = re.compile(
    r"(?:[A-Z][A-Z .'’-]{2,30}|(?:[A-Z][\w'’.]+ ){0,2}[A-Z][\w'’.]+(?=[,(\s]+(?:[0-9(]|[-–—]\s+[A-Z])))"
    r"(?:, (?:[A-Z][a-z]{2,8}\.? [0-9]{1,2}|[0-9]{1,2} [A-Z][a-z]{2,8}))?(?:,? \([^)]{2,30}\))?\s?[-–—]\s"
)


def _mask_dateline(s: Sentence, text: str, memory: Memory) -> None:
    """ "SEOUL, March 27 - " is where a wire wrote, no state that does anything; "the ministry" is that state's."""
    if (not s.start or text[s.start - 1] == "\n") and (m := _DATELINE.match(text, s.start, s.end)):
        memory.dateline = None
        for a in s.atoms:
            if a.start >= m.end():
                break
            if not a.is_masked and memory.dateline is None:
                memory.dateline = state_of(a)
            a.is_masked = True


def _mark_figures(s: Sentence, quantities: list[Quantity]) -> None:
    """Words of a number are no prepositions: "at least 60", "up to 500", "between 3,000 and 5,000"."""
    for q in quantities:
        is_price: bool | None = None
        for k, a in enumerate(s.atoms):
            if a.start >= q.end:
                break
            if a.start < q.start:
                continue
            a.is_figure = a.is_figure or a.start < q.figure_end
            if q.kind != "money" or a.start < q.figure_start:
                continue
            is_price = _is_price(s, k, q) if is_price is None else is_price
            if not is_price:
                a.senses = MONEY
                break
            if a.start >= q.figure_end:  # "worth 42 million euros": the euros are not given either
                a.senses = {}


def _is_price(s: Sentence, k: int, q: Quantity) -> bool:
    """Whether a sum of money is what something cost, not what was given."""
    before = next(
        (a.low for a in reversed(s.atoms[:k]) if a.start < q.start and a.low not in ("$", "€", "£", "us")), ""
    )
    behind = next((a.low for a in s.atoms if a.start >= q.end), "")
    return (
        before in ("for", "worth", "at", "cost", "costs", "costing", "(")
        or any(a.low in _COSTS for a in s.atoms[max(0, k - 3) : k])
        or any(a.low == "worth" for a in s.atoms[max(0, k - 3) : k + 1] if a.start >= q.start)
        or behind in ("worth", "price")
        or (q.scope == "rate" and q.per not in ("month", "year", "week", "day", "quarter"))
        or (behind in ("of", "in") and _is_aid(s, k, q))
    )


_COSTS = frozenset({"penalty", "penalties", "fine", "fines", "price", "prices", "cost", "costs", "value", "revenue"})


def _is_aid(s: Sentence, k: int, q: Quantity) -> bool:
    """Whether what a sum was of or in is named: "£80 million of military goods", "€20 million in humanitarian aid"."""
    behind = [a for a in s.atoms[k : k + 8] if a.start >= q.end]
    is_goods = behind[0].low == "of"
    for a in behind[1:5]:
        if "item" in a.senses:
            cls = a.senses["item"].value
            return cls != "money" and (is_goods or cls.startswith("aid"))
    return False


MONEY = {"item": Sense("item", "money", None, "", "", "money")}


def _units(words: Words) -> dict[str, Any] | None:
    return None if not words.units else {noun: Unit(unit) for noun, unit in words.units.items()}


def _shifted(quantities: list[Quantity], by: int) -> list[Quantity]:
    if not by:
        return quantities
    return [
        Quantity(q.start + by, q.end + by, *q[2:11], q.figure_start + by, q.figure_end + by, q.note) for q in quantities
    ]


def _row(c: Claim, document: dict[str, Any], reading: Reading, words: Words) -> dict[str, Any]:
    speaker = c.voice.speaker if c.voice else None
    if c.kind == "limit":
        speaker = Speaker(c.body, "body") if c.body else None
    outlet = document["outlet"] or "the document"
    text = document["text"]
    begin, end = reading.begin(c.begin), reading.end(c.end)
    q, is_known = c.quantity, bool(c.giver and c.receiver)
    direction = "unknown" if not (c.giver or c.receiver) else "sure" if c.is_sure and is_known else "likely"
    return {
        "proposal_id": _proposal_id(c, document, reading),
        "speaker": speaker.name if speaker else outlet,
        "speaker_org": speaker.org if speaker else None,
        "speaker_state": speaker.state if speaker else None,
        "origin_chain": [x.name for x in c.voice.chain] if c.voice else [],
        "outlet": document["outlet"],
        "said_start": c.said.start_time if c.said else None,
        "said_end": c.said.end_time if c.said else None,
        "stance": c.stance,
        "from_party": c.giver,
        "to_party": c.receiver,
        "direction": direction,
        "parties": list(c.parties),
        "item": c.item,
        "quantity_words": q.words if q else None,
        "qty_low": q.low if q else None,
        "qty_high": q.high if q else None,
        "unit": (q.unit or "item") if q else None,
        "period_start": c.period.start_time if c.period else None,
        "period_end": c.period.end_time if c.period else None,
        "claim_kind": c.kind,
        "item_class": c.item_class,
        "modality": c.modality,
        "stage": c.stage,
        "qualifier": q.qualifier if q else None,
        "scope": q.scope if q else None,
        "alternatives": f"{document['document_id']}:{c.sentence}:{q.alternatives}"
        if q and q.alternatives is not None
        else None,
        "exchange": f"{document['document_id']}:{c.exchange}" if c.exchange else None,
        "period_words": c.period.words if c.period else None,
        "places": list(dict.fromkeys(c.places)) or None,
        "vessels": list(dict.fromkeys(c.vessels)) or None,
        "speaker_role": speaker.role if speaker else None,
        "anonymity": "narrator" if speaker is None else "named" if speaker.is_named else "unnamed",
        "venue": c.voice.venue if c.voice else None,
        "cue": c.voice.cue if c.voice else None,
        "quote_kind": c.voice.quote_kind if c.voice and speaker else "narrator",
        "relays": list(c.voice.relays) if c.voice and c.voice.relays else None,
        "basis": c.voice.basis if c.voice else None,
        "document_id": document["document_id"],
        "quote": text[begin:end],
        "quote_prefix": text[max(0, begin - _CONTEXT) : begin],
        "quote_suffix": text[end : end + _CONTEXT],
        "quote_start": begin,
        "text_sha256": document["text_sha256"],
        "method": METHOD,
        "replaces": _proposal_id(c.replaces, document, reading) if c.replaces else None,
        "is_confident": c.is_plain and direction == "sure" and c.kind == "transfer",
        "rule": c.rule,
        "words": _say(c, words),
        "sources": [document["document_id"]],
    }


def _proposal_id(c: Claim, document: dict[str, Any], reading: Reading) -> str:
    q = c.quantity
    begin = reading.begin(c.begin)
    quote = document["text"][begin : reading.end(c.end)]
    speaker = c.voice.speaker.name if c.voice and c.voice.speaker else None
    return content_id(
        "proposal", document["document_id"], begin, quote, c.kind, c.giver, c.receiver, c.item_class,
        c.stance,
        q.low if q else None, q.high if q else None, q.unit if q else None, speaker, c.modality, c.item,
    )  # fmt: skip


def _say(c: Claim, words: Words) -> str:
    """The proposal in a sentence."""

    def name(code: str | None) -> str:
        return words.state_names.get(code, code) if code else "somebody"

    how = " (direction likely, not sure)" if c.is_filled else ""
    what = f"{c.kind.replace('_', ' ')} of {c.item or 'nothing named'}"
    return f"rule {c.rule}: {what} from {name(c.giver)} to {name(c.receiver)}{how}"
