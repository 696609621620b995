"""Training: who trains whose people; the skill is what passes."""

from __future__ import annotations

from fairlead.statements.arguments import read_right, read_subject
from fairlead.statements.lexicon import word_set
from fairlead.statements.mentions import BE, Sentence, is_adverb
from fairlead.statements.roles import AUX_WORDS, PRONOUN, WE, Frame, Item, modifier_of, state_of

TRAINING = frozenset({"trained", "training", "trains", "train"})
"""Words that make the frame."""
_CLASS = "technology.training"
_PEOPLE = word_set("officers cadets police personnel forces army crews recruits fighters pilots students rebels") | {
    "armed forces", "air force", "coast guard",
}  # fmt: skip
_HAD = word_set("received receive receives undergone underwent undergo got had given offered completed")
_FAR = 9
"""Words between the verb and the people, at most."""


def training_frame(s: Sentence, i: int, earlier: list[Frame]) -> Frame | None:
    """ "France has trained 2,300 Ukrainian soldiers", "officers were trained in Jordan", "had training in Iran"."""
    atoms = s.atoms
    if atoms[i].low == "train" and not (i and (atoms[i - 1].low == "to" or "modal" in atoms[i - 1].senses)):
        return None  # a train
    left = i
    while left > 0 and (
        atoms[left - 1].low in AUX_WORDS or is_adverb(atoms[left - 1]) or atoms[left - 1].low == "being"
    ):
        left -= 1
    group = {a.low for a in atoms[left:i]}
    is_noun = atoms[i].low == "training" and not group & BE
    right = read_right(s, i + 1)
    f = Frame("train", "transfer", i, is_sure=False, begin=i, end=max(right.end, i + 1))
    whose = right.by or right.source
    if is_noun or (group & BE and atoms[i].low == "trained"):
        has_had = is_noun and left and atoms[left - 1].low in _HAD
        ahead = range(left - 1, max(-1, left - _FAR - 2), -1)
        of = is_noun and i + 1 < len(atoms) and atoms[i + 1].low in ("of", "for", "to")
        people = _people(s, range(i + 1, min(i + _FAR, len(atoms)))) if of else _people(s, ahead)
        if people is None or (is_noun and not of and not has_had):
            return None
        f.receiver, at = people
        f.giver = whose or right.at
        if of and f.giver is None:
            subject = read_subject(s, left, [], form="past", is_passive=False)
            f.giver = subject.state
    else:
        people = _people(s, range(i + 1, min(i + _FAR, len(atoms))))
        if people is None:
            return None
        subject = read_subject(s, left, [], form="past", is_passive=False)
        f.receiver, at = people
        same = next((g for g in reversed(earlier) if g.at < i and g.subject), None)
        if same is not None and left and atoms[left - 1].low in ("and", ",", "but", "then"):
            subject.state = same.subject
            if f.receiver == PRONOUN:
                f.receiver = same.receiver or PRONOUN  # "supplies Somalia with arms and trains its soldiers"
        f.giver = subject.state or next((x.origin for x in subject.items if x.origin), None)
        f.subject = subject.state
    if f.giver is None or f.giver == f.receiver:
        return None
    f.items, f.begin, f.end = [Item(_CLASS, at)], min(f.begin, at), max(f.end, at + 1)
    f.is_negated = bool(group & {"not", "never", "n't"})
    return f


def _people(s: Sentence, places: range) -> tuple[str, int] | None:
    """Whose people stand there, and where: "2,300 Ukrainian soldiers", "Somalia's army"."""
    for k in places:
        a = s.atoms[k]
        if a.is_masked or a.low in (";", ",", "by", "in", "from"):
            return None
        is_people = ("item" in a.senses and a.senses["item"].value.startswith("personnel")) or a.low in _PEOPLE
        if is_people and (code := modifier_of(s, k) or _before(s, k)) not in (None, WE):
            return str(code), k
    return None


def _before(s: Sentence, k: int) -> str | None:
    """The state of "Somali armed forces" and "its officers"."""
    for j in range(k - 1, max(-1, k - 4), -1):
        if code := state_of(s.atoms[j]):
            return code
        if s.atoms[j].low in ("its", "their"):
            return PRONOUN
    return None
