"""What names say: the two most alike, worth what their words tell."""

from __future__ import annotations

from fairlead.identity.name_search import names_in
from fairlead.identity.name_weights import WEAK_NATS, NameWeights, words_of
from fairlead.identity.names import read_name
from fairlead.identity.party_likeness import ALIKE, party_likeness
from fairlead.identity.party_names import read_party
from fairlead.identity.reasons import AGREES, DIFFERS, CompareParams, Reason, reason_of
from fairlead.identity.records import Record
from fairlead.identity.ship_likeness import Likeness, ship_likeness


def weigh_names(a: Record, b: Record, _: CompareParams, weights: NameWeights) -> Reason | None:
    """Names: the two most alike, worth what the words of the one that parts them tell."""
    kinds = {a.kind, b.kind} - {"", "other"}
    kind = kinds.pop() if len(kinds) == 1 else ""
    ours, theirs = a.names(), b.names()
    best: tuple[float, list[str]] | None = None
    found = None
    for x in ours:
        for y in theirs:
            like = name_likeness(x.value, y.value, kind)
            rank = (-like.score, sorted((x.value, y.value)))
            if best is None or rank < best:
                best, found = rank, (x, y, like)
    if found is None:
        return None
    x, y, like = found
    if like.score < ALIKE:
        return reason_of(
            "name", DIFFERS, x, y, -1, f"no name of one is like a name of the other ({x.value}, {y.value})"
        )
    table = "vessel" if kind == "vessel" else "person" if kind == "person" else "company"
    most = max(len(words_of(x.value)), len(words_of(y.value)))
    nats = min(weights.of_name(s.value, table) for s in (x, y) if len(words_of(s.value)) == most)
    worth = min(nats, MOST_NATS) - (1 - like.score) * LIKENESS_COSTS
    said = [f"{x.value} and {y.value}: {like.words}" if x.value != y.value else f"both are called {x.value}"]
    said += [f"{y_.value} is a {KIND_WORDS[y_.property]}" for y_ in (x, y) if y_.property in KIND_WORDS]
    if nats < WEAK_NATS:
        said.append("many bear such a name")
    return reason_of("name", AGREES, x, y, max(worth, 1.0), "; ".join(dict.fromkeys(said)), f"{like.score:.2f}")


MOST_NATS = 15.0
"""No name tells more: a crew types what it likes."""
LIKENESS_COSTS = 15.0
"""Log-odds lost from a name alike in full to one alike in nothing: a likeness of 0.9 costs 1.5."""
KIND_WORDS = {"former_name": "former name", "weak_alias": "name that the list itself calls weak"}


def name_likeness(x: str, y: str, kind: str) -> Likeness:
    """How alike two names are that vessels, companies or persons bear; of no known kind, as whichever is kinder."""
    pairs = [(p, q) for p in names_in(x, kind) for q in names_in(y, kind)]
    if kind == "vessel":
        likes = [ship_likeness(read_name(p), read_name(q)) for p, q in pairs]
    else:
        modes = {"person": (True,), "company": (False,)}.get(kind, (False, True))
        likes = [party_likeness(read_party(p, m), read_party(q, m)) for p, q in pairs for m in modes]
    return max(likes, key=lambda like: like.score)
