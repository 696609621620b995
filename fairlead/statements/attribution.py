"""Attribution: who says it, to whom they hand it, and in which words. Source, cue and content, as in PARC3 (Pareti
2012).

A speaker is found beside a cue ("said"), behind "according to", before a colon, or is told by a pronoun; where nobody
is named
the outlet speaks itself. Who only passed it on (a wire service, the paper that printed the interview) is no source.
"""

from __future__ import annotations

import re

from fairlead.statements.lexicon import Words, word_set
from fairlead.statements.mentions import BE, NOT_NAMES, PARTING, Atom, Sentence, is_adverb, is_verb
from fairlead.statements.speakers import (
    AUX,
    STOP,
    STOP_MARKS,
    TITLES,
    Memory,
    Speaker,
    Voice,
    describe,
    describe_somebody,
    join_speakers,
    np_end,
    remember,
)

_LABEL = re.compile(
    r"(?P<name>(?:[A-Z][\w'’.-]+ )?(?:[A-Z][A-Z'’.-]*)(?: [A-Z][A-Z'’.-]+){0,4}|Question|Answer"
    r"|(?:[A-Z][\w'’-]+\.? ){1,3}(?:of (?:the )?|for )?[A-Z][\w'’-]+)(?:\s\([^)]{1,60}\))?\s?:\s"
)
_POINTED = re.compile(
    r"(?P<name>[QA]|(?:(?:The|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Senator|Lord|Baroness) )?[A-Z][A-Z'’-]{3,}"
    r"(?: [A-Z][A-Z'’-]+){0,3}"
    r"|Senator|Chairman|Chairwoman|Witness|Commander|Minister)\.(?:\s|$)"
)
"""A label that ends with a point, as in a record of a hearing: "The CHAIRMAN. ", "Q. "."""
_QUESTION = frozenset({"q", "question", "reporter", "interviewer", "moderator", "journalist"})
_ANSWER = frozenset({"a", "answer"})
_UNNAMED = re.compile(
    r"not (?:to )?be (?:named|identified)|anonym|declined to be (?:named|identified)|not authori[sz]ed"
    r"|unnamed|undisclosed"
    r"|on background|no name|not giv(?:en|ing) (?:his|her|their|a) name"
)
_NEGATIONS = frozenset({"not", "never", "n't", "neither"})
_CALLS = frozenset(["called", "calls", "call", "branded", "labelled", "labeled", "described", "dubbed"])
_SPEECH_NOUNS = word_set(
    "estimate assessment count figure report statement claim view words account analysis reckoning"
)
_TRIGGERS = frozenset({"according", "accused", "quoted"}) | _CALLS | _SPEECH_NOUNS


def find_voices(s: Sentence, text: str, words: Words, memory: Memory) -> list[Voice]:
    """Every attribution of a sentence, in its order; the atoms that make them are masked.

    The last speaker is kept in ``memory`` for "he added" and for a quotation that runs on.
    """
    voices: list[Voice] = []
    if label := _label(s, text, words, memory):
        voices.append(label)
    elif memory.label is not None:
        voices.append(Voice(memory.label, None, "assert", 0, len(s.atoms), "direct"))
    kept = 0
    memory.denial = None
    if "," in s.lows and ("cue" in s.kinds or not s.lows.isdisjoint(_CALLS)):
        memory.denial = _closing_denial(s, text, words, memory)
    may_speak = "cue" in s.kinds or "no_comment" in s.kinds or not s.lows.isdisjoint(_TRIGGERS)
    for i, a in enumerate(s.atoms if may_speak else ()):
        if a.is_masked or not (a.senses or a.low in _TRIGGERS):
            continue
        if "cue" in a.senses or a.low in _TRIGGERS or "no_comment" in a.senses or a.low.startswith("according"):
            voices += _voices_at(s, i, text, words, memory)
        while kept < len(voices):
            remember(voices[kept], memory)
            kept += 1
    voices = [_placed(_by_source(v), memory) for v in _handed_down(s, voices, is_asked=memory.is_asked)]
    if not voices:
        voices += _bare(s, text, words, memory)
        for v in voices:
            remember(v, memory)
    return voices


def _closing_denial(s: Sentence, text: str, words: Words, memory: Memory) -> Voice | None:
    """ "..., which Moscow denies", "..., an allegation Beijing has rejected": who denies what the sentence tells."""
    atoms, n = s.atoms, len(s.atoms)
    for k in range(n - 3, 2, -1):
        if atoms[k].low != "," or (begin := _clause_of(s, k + 1)) is None:
            continue
        for i in range(begin + 1, min(begin + _NEAR, n)):
            cue = atoms[i].senses.get("cue")
            is_call = atoms[i].low in _CALLS and _is_called_false(s, i)
            if atoms[i].low in STOP_MARKS or not (is_call or (cue is not None and cue.value == "deny")):
                continue
            end = i
            while end > begin + 1 and (_is_helper(atoms[end - 1]) or atoms[end - 1].low == "to"):
                end -= 1
            speaker = describe(s, begin, end, text, words, memory)
            is_told = atoms[k + 1].low not in _THOUGH or (i + 1 < n and atoms[i + 1].low in _THIS and n - i < _NEAR)
            if (
                speaker is None
                or not is_told
                or any("negation" in a.senses or a.low in _NEGATIONS for a in atoms[end:i])
            ):
                break
            for a in atoms[k:]:
                a.is_masked = True
            return Voice(speaker, atoms[i].low, "deny", 0, k)
    return None


_NEAR = 8
"""Words between ", which" and "denies", at most."""
_THOUGH = word_set("though although but while")
_THIS = word_set("it this that such the these any")
_TOLD = word_set("claim charge allegation accusation assertion fact report suggestion")


def _is_helper(a: Atom) -> bool:
    return is_adverb(a) or a.low in AUX or a.low in _CONTINUING


_CONTINUING = word_set("continues continue continued repeatedly flatly")


def _clause_of(s: Sentence, k: int) -> int | None:
    """Where the subject of ", which X denies" or ", a charge (that) X denies" begins."""
    if s.atoms[k].low in ("which", "something") or s.atoms[k].low in _THOUGH:
        return k + 1
    if s.atoms[k].low not in ("a", "an", "the") or k + 3 >= len(s.atoms):
        return None
    j = next((j for j in (k + 1, k + 2) if s.atoms[j].low in _TOLD), None)
    return None if j is None else j + 1 + (s.atoms[j + 1].low in ("that", "which"))


def _voices_at(s: Sentence, i: int, text: str, words: Words, memory: Memory) -> list[Voice]:
    """The attributions that the word at ``i`` makes."""
    a, n = s.atoms[i], len(s.atoms)
    if a.low == "according" and i + 1 < len(s.atoms) and s.atoms[i + 1].low == "to":
        return _according(s, i, i + 2, text, words, memory)
    if a.low.startswith("according to"):  # "according to a report by"
        return _according(s, i, i + 1, text, words, memory)
    if a.low in _GOING_ON and not _speaks_on(s, i):
        return []  # "continue to import", "deliveries continued"
    if a.low == "quoted" and (told := _quoted(s, i, text, words, memory)) is not None:
        return [told]
    if a.low == "quoted" and s.words(i + 1, i + 3) == "as saying":
        k = i - 1
        while k > 0 and (s.atoms[k].low in AUX or is_adverb(s.atoms[k])):
            k -= 1
        found = _speaker_before(s, k, text, words, memory)
        for x in s.atoms[found[1] if found else i : i + 3]:
            x.is_masked = True
        return [Voice(found[0], "quoted as saying", "assert", i + 3, n)] if found else []
    if a.low == "accused" or ("cue" in a.senses and a.senses["cue"].form != "ing" and is_verb(s, i, "cue")):
        voice = _cued(s, i, text, words, memory)
        return [voice] if voice else []
    if "no_comment" in a.senses:
        k = i - 1
        while k > 0 and (s.atoms[k].low in AUX or is_adverb(s.atoms[k])):
            k -= 1
        found = _speaker_before(s, k, text, words, memory) if i else None
        if found is None:
            return []
        is_neither = "confirm" in a.low
        return [Voice(found[0], a.low, "doubt" if is_neither else "assert", i, n if is_neither else i + 1)]
    if a.low in _CALLS and i and s.atoms[i - 1].low in BE:
        return []  # "was called a fake": nobody is named
    if a.low in _CALLS and _is_called_false(s, i):
        found = _speaker_before(s, i - 1, text, words, memory)
        if not found and i and s.atoms[i - 1].low in ("and", "but") and memory.speaker and memory.speaker.speaker:
            found = memory.speaker.speaker, i, i  # "denied it and called the reports groundless"
        if not found:
            return []
        for x in s.atoms[found[1] : i + 1]:
            x.is_masked = True
        return [Voice(found[0], a.low, "deny", i + 1, _parted(s, i + 1))]
    voice = _possessed(s, i, text, words, memory) if a.low in _SPEECH_NOUNS else None
    return [voice] if voice else []


def _quoted(s: Sentence, i: int, text: str, words: Words, memory: Memory) -> Voice | None:
    """ "Interfax quoted the embassy as saying that": who is quoted speaks, who quotes passes it on."""
    at = next((k for k in range(i + 2, min(i + 14, len(s.atoms) - 1)) if s.words(k, k + 2) == "as saying"), None)
    speaker = describe(s, i + 1, at, text, words, memory) if at else None
    if at is None or speaker is None:
        return None
    outer = _speaker_before(s, i - 1, text, words, memory)
    for x in s.atoms[outer[1] if outer else i : at + 2]:
        x.is_masked = True
    relays = (outer[0].name,) if outer else ()
    return Voice(speaker, "quoted as saying", "assert", at + 2, len(s.atoms), relays=relays)


def _speaks_on(s: Sentence, i: int) -> bool:
    """Whether "continued" tells of speaking: "he continued, ...", and not "has continued"."""
    behind = s.atoms[i + 1].low if i + 1 < len(s.atoms) else "."
    return behind in _QUOTED and not (i and s.atoms[i - 1].low in {"have", "has", "had"})


def _is_called_false(s: Sentence, i: int) -> bool:
    """ "called this baseless"; "called reports that North Korea had sent troops to Russia fake"."""
    if any("false" in x.senses for x in s.atoms[i + 1 : i + 7]):
        return True
    return _is_report(s.atoms[i + 1 : i + 5]) and any("false" in x.senses for x in s.atoms[i + 5 :])


def _is_report(atoms: list[Atom]) -> bool:
    return any(a.low.removesuffix(" that") in _REPORTS for a in atoms)


def _parted(s: Sentence, begin: int) -> int:
    """Where a clause that is set against the one at ``begin`` begins."""
    return next((k for k in range(begin, len(s.atoms)) if s.atoms[k].low in PARTING), len(s.atoms))


_REPORTS = word_set(
    "report reports claim claims allegation allegations accusation accusations suggestion suggestions assertion "
    "assertions rumour rumours rumor rumors talk statement statements idea story stories estimate estimates assessment "
    "assessments count figure figures number numbers"
)
_QUOTED = frozenset({",", "“", '"', ":", "that"})
_GOING_ON = word_set("continue continues continued")


def _by_source(v: Voice) -> Voice:
    """ "Kyodo reported, quoting a government source": the source vouches, the outlet passed it on."""
    if v.speaker is None or v.speaker.kind != "outlet" or not v.chain or v.stance not in ("assert", "accuse"):
        return v
    return v._replace(speaker=v.chain[0], chain=v.chain[1:], relays=(*v.relays, v.speaker.name))


def _handed_down(s: Sentence, voices: list[Voice], *, is_asked: bool) -> list[Voice]:
    """ "Yonhap said a lawmaker said that", "the minister said the agency said": who passed on whose words.

    An outlet is a relay; of two who vouch the one nearer to the reader speaks and rests on the other. A denial or a
    confirmation stays with whose it is, and who only asks hands nothing on.
    """
    made = list(voices)
    for n, inner in enumerate(voices):
        at = inner.said_at
        for outer in voices:
            if outer is inner or at is None or inner.speaker is None or outer.speaker is None:
                continue
            if is_asked and outer.cue == ":":
                continue
            lead = s.atoms[outer.begin : outer.begin + 2]
            is_under = outer.begin < inner.begin <= outer.end and any(
                a.start == at[0] and all(x.low == "that" for x in lead[:k]) for k, a in enumerate(lead)
            )
            is_closing = outer.speaker.kind == "outlet" and n < voices.index(outer) and outer.end == inner.end
            if not (is_under or is_closing) or inner.speaker.name == outer.speaker.name:
                continue
            if outer.speaker.kind == "outlet" or inner.stance not in ("assert", "accuse"):
                made[n] = inner._replace(relays=(*inner.relays, outer.speaker.name))
            else:
                made[n] = inner._replace(speaker=outer.speaker, chain=(inner.speaker, *inner.chain))
            break
    return made


def _placed(v: Voice, memory: Memory) -> Voice:
    """What somebody says elsewhere in a document that knows one interview of theirs was said in it; "the defence
    ministry" is that of the state where the wire wrote."""
    if memory.dateline and v.speaker and v.speaker.state is None and _is_office(v.speaker):
        v = v._replace(speaker=v.speaker._replace(state=memory.dateline))
    known = memory.venues.get(v.speaker.name, set()) if v.speaker and v.venue is None else set()
    return v._replace(venue=next(iter(known))) if len(known) == 1 else v


def _is_office(speaker: Speaker) -> bool:
    return speaker.kind == "organ" or (speaker.kind == "role" and not _OFFICES.isdisjoint(speaker.name.lower().split()))


_OFFICES = frozenset({"minister", "president", "ministry", "premier"})


def voice_at(voices: list[Voice], i: int) -> Voice | None:
    """Who says what stands at an atom: the nearest attribution whose content covers it."""
    covering = [v for v in voices if v.begin <= i < v.end]
    return min(covering, key=lambda v: v.end - v.begin) if covering else None


def _label(s: Sentence, text: str, words: Words, memory: Memory) -> Voice | None:
    """A transcript's "MS ELLERY: ..." ; "QUESTION:" ends whoever spoke before, "A:" is who answered last."""
    n = len(s.atoms)
    is_first = s.start == 0 or text[s.start - 1] == "\n"
    m = _LABEL.match(text, s.start, s.end) if is_first else None
    if m and _is_heading(text, m.end()):
        m = None
    m = m or (_POINTED.match(text, s.start, s.end) if is_first else None)
    if not m:
        return _opening(s, text, words, memory)
    said = m["name"]
    after = next((i for i, a in enumerate(s.atoms) if a.start >= m.end()), n)
    for a in s.atoms[:after]:
        a.is_masked = True
    lower = said.lower()
    memory.is_asked = lower in _QUESTION
    if lower in _ANSWER and memory.answers is None:
        memory.answers = Speaker("spokesperson", "role", None, "spokesperson", is_named=False)
    if lower in _ANSWER and memory.answers:
        memory.label = memory.answers
        return Voice(memory.label, ":", "assert", after, n, "direct")
    name = " ".join(w if w[1:].islower() else w.capitalize() for w in said.split())
    if "state" in s.atoms[0].senses and after == 2:
        code = s.atoms[0].senses["state"].value
        return Voice(Speaker(words.state_names.get(code, code), "state", code, "government"), ":", "assert", after, n)
    speaker = describe(s, 0, after, text, words, memory)
    if memory.is_asked:
        speaker = Speaker(name, "person", is_named=False)
    elif speaker is None or speaker.kind in ("state", "person"):
        speaker = Speaker(_without_title(name), "person", speaker.state if speaker else None)
    elif speaker.kind in {"role", "group", "organ"}:
        is_he = len(said.split()) == 1 and memory.answers and _has_office(memory.answers, lower)
        speaker = memory.answers if is_he and memory.answers else speaker._replace(name=name)
    for w in name.lower().split():
        if w not in TITLES and (known := memory.known.get(w)) and known.kind == "person":
            speaker = known
    memory.label = speaker
    if not memory.is_asked:
        memory.answers = speaker
    return Voice(speaker, ":", "assert", after, n, "direct")


def _is_heading(text: str, at: int) -> bool:
    """Whether a line ends without a mark: "Written Answers: Foreign Office" is no speaker's label."""
    end = text.find("\n", at)
    return text[at : end if end >= 0 else len(text)].rstrip()[-1:].isalnum()


_LABELS = word_set("presenter host anchor correspondent reporter chair chairman moderator newsreader")


def _has_office(known: Speaker, label: str) -> bool:
    """Whether "MINISTER:" may be somebody who spoke before under a name: not who spoke under another office."""
    is_name = known.kind == "person" and known.name.lower() not in _LABELS
    return is_name or label in f"{known.name} {known.role or ''}".lower()


def _without_title(name: str) -> str:
    kept = [w for w in name.split() if w.lower() not in TITLES]
    return " ".join(kept) or name


def _opening(s: Sentence, text: str, words: Words, memory: Memory) -> Voice | None:
    """ "We, the foreign ministers of A and B, condemn ..." and "the ministry states the following": who speaks from
    here on."""
    if not s.lows & _OPENINGS:
        return None
    low = [a.low for a in s.atoms[:40]]
    if low[:2] == ["we", ","]:
        end = next((k for k in range(3, len(low)) if low[k] == "," and not _in_list(s, k)), None)
        speaker = describe(s, 2, end, text, words, memory) if end else None
        if speaker:
            memory.label = memory.answers = speaker
            return Voice(speaker, None, "assert", end or 0, len(s.atoms), "direct")
    for k in range(1, len(low) - 2):
        if (
            low[k + 1 : k + 3] == ["the", "following"]
            and "cue" in s.atoms[k].senses
            and (found := _speaker_before(s, k - 1, text, words, memory))
        ):
            memory.label = memory.answers = found[0]
            return Voice(found[0], low[k], "assert", k + 1, len(s.atoms), "direct")
    return None


_OPENINGS = frozenset({"we", "following"})


def _in_list(s: Sentence, comma: int) -> bool:
    return (
        comma > 0
        and "state" in s.atoms[comma - 1].senses
        and comma + 1 < len(s.atoms)
        and ("state" in s.atoms[comma + 1].senses or s.atoms[comma + 1].low in ("the", "and"))
    )


def _according(s: Sentence, i: int, after: int, text: str, words: Words, memory: Memory) -> list[Voice]:
    """ "According to X, ..." and "..., according to X"."""
    end = after
    n = len(s.atoms)
    depth = 0
    while end < n:
        a = s.atoms[end]
        if a.low in {";", ".", "“", '"', ":", ")"}:
            break
        if a.low == ",":
            if depth or not _is_aside(s, end):
                break
            depth = 1
        end += 1
    stop = _first_comma(s, after, end)
    begin, stop = _whose(s, after, stop)
    speaker = describe(s, begin, stop, text, words, memory) or describe_somebody(s, begin, stop, text)
    if speaker is None:
        return []
    chain, venue, relays, basis = _handed_on(s, after, end, text, words, memory, speaker)
    for a in s.atoms[i:end]:
        a.is_masked = True
    begins = i <= 2 or all(x.is_masked or is_adverb(x) for x in s.atoms[:i])
    begin, stop = (end, n) if begins else (0, i)
    if not begins and end + 1 < n and s.atoms[end].low in (",", ";"):
        stop = i
    return [
        Voice(speaker, "according to", "assert", begin, stop, "indirect", chain, venue, relays, basis,
              (s.atoms[i].start, s.atoms[min(end, n) - 1].end))
    ]  # fmt: skip


def _whose(s: Sentence, begin: int, end: int) -> tuple[int, int]:
    """Who stands behind a paper: "a report by the institute", "the institute's yearly figures", "data from Kpler"."""
    for k in range(begin, end):
        low = s.atoms[k].low
        if low == "'s" and any(a.low in _PAPERS for a in s.atoms[k + 1 : end]) and k > begin:
            return begin, k
        if low in _PAPERS:
            j = next((j for j in range(k + 1, min(k + 6, end)) if s.atoms[j].low in ("by", "from", "of")), None)
            return (j + 1, end) if j is not None and j + 1 < end else (begin, end)
    return begin, end


_PAPERS = word_set(
    "report reports figures data records study assessment estimate estimates analysis statistics numbers dataset count"
)


def _is_aside(s: Sentence, comma: int) -> bool:
    """Whether a comma behind a name opens an apposition or a relative clause that belongs to the name."""
    behind = s.atoms[comma + 1 : comma + 12]
    if not behind or behind[0].low in {"who", "which", "citing", "quoting", "quoted", "speaking"}:
        return bool(behind)
    close = next((k for k, a in enumerate(behind) if a.low == ","), None)
    if close is None or any(a.low in AUX for a in behind[:close]):
        return False
    return any("office" in a.senses or "body" in a.senses for a in behind[:close])


def _first_comma(s: Sentence, begin: int, end: int) -> int:
    return next((k for k in range(begin, end) if s.atoms[k].low == ","), end)


def _cued(s: Sentence, i: int, text: str, words: Words, memory: Memory) -> Voice | None:
    """The speaker at a cue, before it or behind it, and what is said."""
    atoms, n = s.atoms, len(s.atoms)
    cue = atoms[i].senses.get("cue")
    stance = cue.value if cue else "accuse"
    if stance == "withdraw" and not _is_report(atoms[i + 1 : i + 7]):
        return None  # "withdrew its troops"
    k = i - 1
    is_passive = False
    is_negated = False
    modal_words: list[str] = []
    while k >= 0 and (
        is_adverb(atoms[k]) or atoms[k].low in AUX or atoms[k].low in _NEGATIONS or "modal" in atoms[k].senses
        or _is_refusal(atoms, k)
    ):  # fmt: skip
        if atoms[k].low in BE and atoms[i].senses["cue"].form == "past":
            is_passive = True
        if atoms[k].low in _NEGATIONS or _is_refusal(atoms, k):
            is_negated = True
            k -= atoms[k].low == "to"
        if "modal" in atoms[k].senses:
            modal_words.append(atoms[k].low)
        k -= 1
    if k >= 1 and atoms[k].low == "to" and atoms[k - 1].low in _HABITS:
        k -= 2  # "continues to deny", "likes to say"
    if k >= 0 and atoms[k].low == "to" and atoms[i].senses["cue"].form == "base":
        return None
    if i + 1 < n and atoms[i + 1].low == "as" and atoms[i].low in _DECLARED:
        return None  # "shipped through Oman, declared as water pumps"
    if k >= 0 and atoms[k].low in ("i", "we") and not is_passive and cue is not None:
        for a in atoms[k : i + 1]:
            a.is_masked = True
        own = "possible" if is_negated and cue.base == "rule out" else _stance(stance, cue.base, is_negated=is_negated)
        return Voice(memory.label, atoms[i].low, own, i + 1, n, "direct" if memory.label else "narrator")
    subject = None if is_passive else _speaker_before(s, k, text, words, memory)
    if is_passive:
        by = next((j for j in range(i + 1, min(i + 4, n)) if atoms[j].low == "by"), None)
        if by is None:
            return None
        stop = np_end(s, by + 1)
        speaker = describe(s, by + 1, stop, text, words, memory)
        if speaker is None:
            return None
        subject = (speaker, by, stop)
        for a in atoms[by:stop]:
            a.is_masked = True
        begin, end = (stop, n) if any(_is_content(a) for a in atoms[stop:n]) else (0, k + 1)
        return Voice(speaker, atoms[i].low, _stance(stance, cue.base if cue else "", is_negated=is_negated), begin, end)
    inverted = False
    if subject is None:
        stop = np_end(s, i + 1)
        speaker = describe(s, i + 1, stop, text, words, memory) if stop > i + 1 else None
        before = atoms[k].low if k >= 0 else ""
        if (
            speaker is None
            or before not in {",", "”", '"', "?", "!", "’", "'"}
            or (speaker.kind == "state" and before not in {"”", '"', ","})
        ):
            if (
                cue is not None
                and k >= 0
                and atoms[k].low in {"and", ",", "but", "who"}
                and memory.speaker
                and _has_that(s, i)
            ):
                speaker, subject = memory.speaker.speaker, None
                if speaker is None:
                    return None
                return Voice(
                    speaker, atoms[i].low, _stance(stance, cue.base if cue else "", is_negated=is_negated), i + 1, n
                )
            return None
        subject = (speaker, k + 1, stop)
        inverted = True
    speaker, first, last = subject
    if modal_words and cue is not None and cue.base in _REPLYING and _FUTURE & set(modal_words):
        return None  # "Seoul will respond"
    if any(a.low in ("what", "whatever") for a in atoms[max(0, first - 1) : i]):
        return None  # "contrary to what Moscow said"
    if i + 1 < n and atoms[i + 1].low in ("nothing", "little"):
        is_negated = True
    if atoms[first].low in _NOBODY or atoms[first].low.startswith("no "):
        is_negated = True  # "no official has confirmed that"
    begin_mask = first
    after = last if inverted else i + 1
    told = _told(s, after, text, words)
    after, venue = told
    region_end = _clause_end(s, after)
    chain, more_venue, relays, basis = _handed_on(s, first, i, text, words, memory, speaker)
    chain2, venue2, relays2, basis2 = _handed_on(s, after, region_end, text, words, memory, speaker, is_tail=True)
    venue, basis = venue or more_venue or venue2, basis or basis2
    chain, relays = chain or chain2, relays or relays2
    begin, end = _content(s, first, after, inverted=inverted)
    aside = _told_aside(s, first, i) if not inverted else (0, 0)
    for k, a in enumerate(atoms[begin_mask:after], start=begin_mask):
        a.is_masked = not aside[0] <= k < aside[1]
    if modal_words and stance == "assert" and "would" in modal_words:
        stance = "assert"
    is_direct = any(s.quoted[j] for j in range(begin, end)) if end > begin else False
    return Voice(
        speaker, atoms[i].low, _stance(stance, cue.base if cue else "", is_negated=is_negated), begin, end,
        "direct" if is_direct else "indirect",
        chain, venue, relays, basis, (atoms[begin_mask].start, atoms[min(after, n) - 1].end),
    )  # fmt: skip


def _told_aside(s: Sentence, first: int, cue: int) -> tuple[int, int]:
    """ "Bamako, which has taken delivery of 20 drones, said": the outlet tells what stands between the commas."""
    k = next((k for k in range(first, cue - 2) if s.atoms[k].low == "," and s.atoms[k + 1].low == "which"), None)
    end = next((j for j in range(cue - 1, first, -1) if s.atoms[j].low == ","), 0)
    if k is None or end <= k + 2 or any("cue" in a.senses for a in s.atoms[k + 2 : end]):
        return 0, 0
    if not any(_moves(s, j) for j in range(k + 2, end)):
        return 0, 0
    return k + 1, end


_HABITS = word_set("likes liked continues continued continue keeps goes went used prefers")
_DECLARED = word_set("declared described reported cited")
_REPLYING = word_set("respond reply answer counter retort")
_FUTURE = word_set("will shall would could may might must should")
_NOBODY = word_set("no nobody none neither")
_THAT = frozenset({"that", "“", '"', ":", ","})


def _is_refusal(atoms: list[Atom], k: int) -> bool:
    """ "refused to confirm", "declined to say"."""
    if atoms[k].low == "to":
        return k > 0 and atoms[k - 1].low in _REFUSING
    return "negation" in atoms[k].senses and atoms[k].low.endswith(" to")


_REFUSING = word_set("declined declines decline refused refuses refuse unable failed fails unwilling reluctant")


def _has_that(s: Sentence, i: int) -> bool:
    return i + 1 < len(s.atoms) and s.atoms[i + 1].low in {"that", "“", '"'}


def _stance(value: str, base: str, *, is_negated: bool) -> str:
    """The stance of a cue; of a negated one: who has not *said* so says nothing, who has not *found* so denies."""
    if not is_negated:
        return value
    if value == "deny":
        return "not_denied"
    if value == "confirm":
        return "unconfirmed"
    if value in ("assert", "accuse"):
        return "unsaid" if base in _SAYING else "deny"
    return "probable" if value == "doubt" else "doubt"


_SAYING = word_set("say tell state claim write mention add report announce specify give put")


def _is_content(a: Atom) -> bool:
    return (
        "item" in a.senses
        or "give" in a.senses
        or "receive" in a.senses
        or "state" in a.senses
        or "nominal" in a.senses
        or "move" in a.senses
    )


def _content(s: Sentence, first: int, after: int, *, inverted: bool) -> tuple[int, int]:
    """Which atoms are said: behind the cue, before the speaker, or both sides of a speaker put in between."""
    n = len(s.atoms)
    before = s.atoms[first - 1].low if first else ""
    behind = s.atoms[after].low if after < n else "."
    if behind == "that" or not first or not (inverted or before in _PARTED):
        return after, n
    if any(_moves(s, k) for k in range(first)):
        ahead = before in ("”", '"') or any(_moves(s, k) for k in range(after, n))
        return (0, n) if ahead else (0, first)
    if any(_moves(s, k) for k in range(after, n)):
        return after, n
    is_last = after >= n - 1 and first > 2  # "Another 30 would follow, she said."
    has_content = is_last or any(_is_content(a) and not a.is_masked for a in s.atoms[:first])
    return (0, first) if inverted or has_content else (after, n)


_PARTED = frozenset({",", "”", '"', "?", "—", "–", "(", "as"})


def _moves(s: Sentence, k: int) -> bool:
    """Whether something passes by a verb or noun at an atom."""
    a = s.atoms[k]
    if a.is_masked or not a.senses:
        return False
    return "nominal" in a.senses or any(v in a.senses and is_verb(s, k, v) for v in ("give", "receive", "move"))


def _clause_end(s: Sentence, begin: int) -> int:
    for k in range(begin, len(s.atoms)):
        if s.atoms[k].low in {";", "“", "”", '"'} or (s.atoms[k].low == "that" and k > begin):
            return k
    return len(s.atoms)


def _told(s: Sentence, after: int, text: str, words: Words) -> tuple[int, str | None]:  # noqa: ARG001
    """ "told the broadcaster SBS on Friday": where the listener ends, and the venue."""
    atoms, n = s.atoms, len(s.atoms)
    if after and atoms[after - 1].low in {"told", "tells", "informed", "briefed", "reminded"}:
        k, venue = after, None
        while k < n and atoms[k].low not in {"that", ",", ".", ";", "“", '"', ":"}:
            if "outlet" in atoms[k].senses:
                venue = atoms[k].senses["outlet"].value
            elif "outlet_word" in atoms[k].senses and venue is None:
                venue = atoms[k].low
            if (
                k > after
                and ("state" in atoms[k].senses or "item" in atoms[k].senses)
                and not (k + 1 < n and ("office" in atoms[k + 1].senses or "outlet_word" in atoms[k + 1].senses))
            ):
                return k, venue
            k += 1
            if k - after > 9:
                break
        return k, venue
    return after, None


def _speaker_before(s: Sentence, k: int, text: str, words: Words, memory: Memory) -> tuple[Speaker, int, int] | None:
    """The noun phrase that ends at atom ``k``: the speaker, and where it begins and ends."""
    atoms = s.atoms
    if k < 0:
        return None
    end = k + 1
    if atoms[k].low in ("”", '"', "and", "but", "or"):
        return None
    parenthesis = None
    if atoms[k].low == ",":
        j = k - 1
        while j >= 0 and atoms[j].low not in {",", ";", "”", "“", '"'}:
            j -= 1
        if j <= 0 or atoms[j].low != ",":
            return None
        parenthesis = (j + 1, k)
        end = j
        k = j - 1
    begin = k + 1
    while begin > 0:
        a = atoms[begin - 1]
        if a.low in STOP_MARKS or a.is_masked:
            break
        if a.low == ",":
            if parenthesis is None and _is_apposition(s, begin - 1):
                begin -= 1
                continue
            break
        if a.low in STOP and not (a.low == "and" and begin > 1 and _is_nameish(atoms[begin - 2])):
            break
        if (
            "cue" in a.senses and a.senses["cue"].form in ("past", "s") and is_verb(s, begin - 1, "cue")
        ) and "outlet" not in a.senses:
            break
        if a.low in {"who", "which", "where"}:
            break
        if begin - 1 > 0 and any(
            v in a.senses and a.senses[v].form in ("past", "s") and is_verb(s, begin - 1, v)
            for v in ("give", "receive", "move")
        ):
            break  # a sentence, no noun phrase
        begin -= 1
    if begin >= end:
        return None
    speaker = describe(s, begin, end, text, words, memory)
    if parenthesis:
        other = describe(s, *parenthesis, text, words, memory)
        clause = s.words(*parenthesis)
        if speaker is None and clause.split(" ")[0] not in {"citing", "quoting"}:
            speaker = other
        elif speaker and other and clause.split(" ")[0] not in {"who", "which", "citing", "quoting", "speaking"}:
            speaker = join_speakers(speaker, other)
        if speaker and _UNNAMED.search(clause):
            speaker = speaker._replace(is_named=False)
        end = parenthesis[1] + 1
    if speaker is None:
        speaker = describe_somebody(s, begin, parenthesis[0] - 1 if parenthesis else end, text)
    if speaker is None:
        return None
    return speaker, begin, end


def _is_apposition(s: Sentence, comma: int) -> bool:
    """Whether what stands before a comma belongs to the speaker behind it: "Shin Won-sik, South Korea's adviser,
    said"."""
    k = comma - 1
    while k >= 0 and _is_name_word(s.atoms[k]):
        k -= 1
    if k == comma - 1 or (
        k >= 0
        and s.atoms[k].low not in {",", "that", "but", "“", '"', "’s", "'s"}
        and "office" not in s.atoms[k].senses
    ):
        return False
    behind = s.atoms[comma + 1]
    has_role = any("office" in a.senses or "body" in a.senses for a in s.atoms[comma + 1 : comma + 8])
    return has_role and (
        "state" in behind.senses or behind.low in {"a", "an", "the", "head", "chief"} or "office" in behind.senses
    )


def _is_name_word(a: Atom) -> bool:
    if "person" in a.senses or "body" in a.senses:
        return True
    if a.senses or a.low in NOT_NAMES or not a.low.isalpha():
        return False
    return a.is_capital


def _is_nameish(a: Atom) -> bool:
    return a.is_capital or "office" in a.senses


def _possessed(s: Sentence, i: int, text: str, words: Words, memory: Memory) -> Voice | None:
    """ "The defence ministry's own estimate is higher"."""
    k = i - 1
    while k >= 0 and s.atoms[k].low in {"own", "latest", "earlier", "new", "first", "official", "public"}:
        k -= 1
    if k < 1 or s.atoms[k].low != "'s":
        return None
    begin = k
    while begin > 0 and not (
        s.atoms[begin - 1].low in STOP_MARKS or s.atoms[begin - 1].low in STOP or s.atoms[begin - 1].low in (",", "by")
    ):
        begin -= 1
    speaker = describe(s, begin, k, text, words, memory)
    if speaker is None or speaker.kind == "state":
        return None
    word = s.atoms[i].low
    for a in s.atoms[begin : i + 1]:
        a.is_masked = True
    stance = "probable" if word in {"estimate", "assessment", "reckoning"} else "assert"
    return Voice(speaker, word, stance, i + 1, len(s.atoms))


def _bare(s: Sentence, text: str, words: Words, memory: Memory) -> list[Voice]:
    """A sentence without a cue: a colon's speaker, or a quotation that goes on."""
    n = len(s.atoms)
    for i in range(max(1, n - 6), n - 1):  # "Pyongyang sends more troops: Seoul"
        if s.atoms[i].low == ":" and any(_moves(s, k) for k in range(i)):
            speaker = describe(s, i + 1, n, text, words, memory)
            if speaker is None or any(_moves(s, k) for k in range(i + 1, n)):
                break
            for a in s.atoms[i:]:
                a.is_masked = True
            return [Voice(speaker, ":", "assert", 0, i)]
    first = 3 if n > 3 and s.atoms[1].low == ":" and s.atoms[0].low.isdigit() and s.atoms[2].low.isdigit() else 0
    for i in range(first + 1, min(first + 8, n - 1)):  # "10:30 The minister: ..."
        if s.atoms[i].low == ":":
            named = sum("state" in a.senses for a in s.atoms[:i])
            if any(_moves(s, k) for k in range(i)) or (named > 1 and all(a.low != "and" for a in s.atoms[:i])):
                break
            speaker = describe(s, first, i, text, words, memory)
            if speaker and speaker.kind in {"state", "person", "organ", "role", "body", "group"}:
                for a in s.atoms[: i + 1]:
                    a.is_masked = True
                return [Voice(speaker, ":", "assert", i + 1, n)]
            break
    if memory.speaker and s.quoted and sum(s.quoted) > 0.6 * n:
        return [
            memory.speaker._replace(
                begin=0,
                end=n,
                quote_kind="direct",
                stance="assert",
                cue=None,
                said_at=None,
                chain=memory.speaker.chain,
            )
        ]
    return []


def _handed_on(
    s: Sentence,
    begin: int,
    end: int,
    text: str,
    words: Words,
    memory: Memory,
    speaker: Speaker,
    *,
    is_tail: bool = False,
) -> tuple[tuple[Speaker, ...], str | None, tuple[str, ...], str | None]:
    """On whom the speaker rests, where it was said, who passed it on, and what it is based on."""
    chain: list[Speaker] = []
    venue: str | None = None
    relays: list[str] = []
    basis: str | None = None
    for k in range(begin, end):
        a = s.atoms[k]
        if "basis" in a.senses and not is_tail:
            basis = basis or a.senses["basis"].value
        if "relay" in a.senses:
            stop = np_end(s, k + 1)
            found = describe(s, k + 1, stop, text, words, memory)
            if found and found.name != speaker.name:
                if found.kind == "outlet":
                    relays.append(found.name)
                else:
                    chain.append(found)
        if a.low in {
            "interview",
            "interviewed",
            "briefing",
            "press conference",
            "news conference",
            "television interview",
            "radio interview",
        }:
            near = next((x for x in s.atoms[k : min(end, k + 10)] if "outlet" in x.senses), None)
            venue = near.senses["outlet"].value if near else venue or a.low
            if is_tail:
                for x in s.atoms[k : min(end, k + 10)]:
                    if x.low in {",", "that", "“"}:
                        break
    return tuple(chain), venue, tuple(relays), basis
