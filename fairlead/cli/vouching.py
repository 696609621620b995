"""What the commands say of signatures and time stamps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import typer

from fairlead.base.wording import say_many
from fairlead.case import signing
from fairlead.case.log import Log, Problem
from fairlead.case.store import Store
from fairlead.case.verifier import check_signer, say_signature
from fairlead.cli.terminal import Terminal
from fairlead.cli.verbs import Verbs
from fairlead.errors import CaseError


def ask_signer(words: str | None) -> Callable[[Log], list[Problem]]:
    """What looks for the signature of a key in a log; nothing where no key is named.

    Raises:
        CaseError: the words are no public key.
    """
    key = words and signing.public_key(words)
    return lambda log: check_signer(signing.signatures_of(log), key, log.head.count) if key else []


def print_vouched(t: Terminal, log: Log) -> None:
    """Who vouches for a log, and by what."""
    for one in signing.signatures_of(log):
        t.paragraph(say_signature(one))
    for stamp in signing.check_stamps(log)[0]:
        t.paragraph(f"Stamped: {_say(stamp)} (entry {stamp.line}). It rests on {stamp.root}.")


def _say(stamp: signing.Stamp) -> str:
    at = f"{stamp.at:%Y-%m-%d %H:%M:%S}Z"
    return f"{stamp.authority} states that the first {stamp.count} entries stood so at {at}"


def sign_told(t: Terminal, store: Store, path: Path, is_new: bool, by: str | None, verbs: Verbs) -> None:
    """Sign, and say what was signed and what to keep.

    Raises:
        CaseError: the key cannot be read or made, or the case cannot be written.
    """
    if is_new:
        passphrase = typer.prompt(
            "Passphrase for the new key (empty for none)", "", True, True, show_default=False, err=True
        )
        signing.make_key(path, passphrase or None)
        t.paragraph(f"{path}: a new key. Keep it where the case is not; whoever has it signs in your name.")
    try:
        key = signing.read_key(path, passphrase if is_new else None)
    except signing.WrongPassphraseError:
        key = signing.read_key(path, typer.prompt("Passphrase", hide_input=True, err=True))
    entry = signing.sign(store, key, by)
    t.paragraph(f"Entry {entry.line} of the log vouches for the {entry.fields['of']['count']} before it.")
    t.paragraph(f"Your public key: {signing.public_half(key)}")
    t.paragraph(
        "Give that key to whoever shall check, by another way than the case. They check with "
        f"{verbs.say('verify', '--signed-by', 'KEY')}, or with 'verify.py BUNDLE --signed-by KEY' of a bundle.",
        "dim",
    )


def stamp_told(
    t: Terminal,
    store: Store,
    authorities: Sequence[str],
    roots: Path | None,
    blocks: str | None,
    is_later: bool,
    by: str | None,
    verbs: Verbs,
) -> None:
    """Ask for stamps, and say what came.

    Raises:
        CaseError: nothing waits and nobody was named, an authority gave none, or the case cannot be written.
    """
    signing.want_stamps(store, authorities, by)
    if is_later:
        many = say_many(len(set(authorities)), "authority", "authorities")
        t.paragraph(f"Entered. {verbs.say('stamp')} asks {many}, from a place with a network.")
        return
    done = signing.ask_for_stamps(store, roots, by, blocks)
    if not done.stamps and not done.waiting:
        raise CaseError("no stamp waits to be asked for; name an authority with --authority")
    for stamp in done.stamps:
        t.paragraph(f"Entry {stamp.line} of the log: {_say(stamp)}.")
    if done.waiting:
        said = "; ".join(f"{url}: {why}" for url, why in done.waiting)
        raise CaseError(f"{said}. The request stays in the log; {verbs.say('stamp')} sends it again")
