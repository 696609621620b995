"""Vouching for a log: signatures by a person's key, and time stamps by authorities that nobody in the case controls.

A chain of hashes shows that a log holds together, not who wrote it or when. A signature (Ed25519) ties how the log
stood to whoever holds a key; a time stamp (RFC 3161) to a time. Both are entries of the log itself, about what came
before them, so a bundle carries them. Signatures are checked by :mod:`fairlead.case.verifier` with the standard library
alone. Making one, and checking an authority's, needs the extra ``signing``.

A stamp sends an authority 32 bytes, a hash of a hash: not what the case says, but when somebody asks, and from where.
Beside authorities that answer for a time with their name, calendars of OpenTimestamps bring the hash into a block of
Bitcoin's chain (:mod:`fairlead.case.block_stamps`); their addresses are written ``ots+https://...``.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import ssl
import warnings
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.base.wording import say_many
from fairlead.case import block_stamps
from fairlead.case.disk import in_words, write_private
from fairlead.case.log import NAME, Entry, Head, Log, Problem
from fairlead.case.posting import NoAnswerError, Server
from fairlead.case.store import Sitting, Store, somebody
from fairlead.case.verifier import SIGNED, STAMPED, Signature, check_signed, checkpoint
from fairlead.errors import CaseError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.x509 import Certificate

WANTED = "stamp wanted"
"""Action of an entry that asks for a stamp of how the log stood, until an authority can be reached."""
CALENDAR = "ots+"
"""What stands before the address of a calendar of OpenTimestamps, which is no authority."""
LARGEST = 1 << 16
"""Bytes an authority's answer may have; those of well-known ones have 3,000 to 7,000."""
SECONDS = 30.0
KEY_NAME = "FAIRLEAD_STAMP_KEY"
SUCH_AS = "http://127.0.0.1:3161/"
_MISSING = "signatures and time stamps need the extra 'signing': pip install 'fairlead[signing]'"
_PUBLIC = re.compile("[0-9a-f]{64}")


class WrongPassphraseError(CaseError):
    """A key is locked, and not by the passphrase given."""


def _libraries() -> Any:
    """What makes signatures and reads stamps.

    Raises:
        CaseError: it is not installed.
    """
    try:
        import cryptography.x509
        import rfc3161_client
    except ImportError as e:
        raise CaseError(_MISSING) from e
    return cryptography, rfc3161_client


# ----------------------------------------------------------------------------------------------------------------- keys


def make_key(path: Path, passphrase: str | None = None) -> str:
    """Make a key in a new file that its owner alone may read; its public half.

    Raises:
        CaseError: something stands there, or the disk refuses.
    """
    _libraries()
    from cryptography.hazmat.primitives import serialization as to
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    locked = to.BestAvailableEncryption(passphrase.encode()) if passphrase else to.NoEncryption()
    content = key.private_bytes(to.Encoding.PEM, to.PrivateFormat.PKCS8, locked)
    with in_words(f"writing the key to {path}"):
        try:
            write_private(path, content)
        except FileExistsError as e:
            raise CaseError(f"{path} is there already; a key is never written over") from e
    return public_half(key)


def public_half(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def read_key(path: Path, passphrase: str | None = None) -> Ed25519PrivateKey:
    """A private key, in PEM or as OpenSSH keeps it.

    Raises:
        WrongPassphraseError: it is locked, and not by this passphrase.
        CaseError: it is no such key, or cannot be read.
    """
    _libraries()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization as spelled
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    with in_words(f"reading the key {path}"):
        content = path.read_bytes()
    is_ssh = content.startswith(b"-----BEGIN OPENSSH")
    load = spelled.load_ssh_private_key if is_ssh else spelled.load_pem_private_key
    try:
        key = load(content, passphrase.encode() if passphrase else None)
    except TypeError as e:  # locked and no passphrase, or the other way round
        if passphrase:
            return read_key(path)
        raise WrongPassphraseError(f"{path} is locked by a passphrase") from e
    except (ValueError, UnsupportedAlgorithm) as e:
        if passphrase:
            raise WrongPassphraseError(f"{path} does not open with that passphrase") from e
        raise CaseError(f"{path} is no private key that can be read: PEM or OpenSSH, Ed25519") from e
    if not isinstance(key, Ed25519PrivateKey):
        raise CaseError(f"{path} is a key of another kind than Ed25519, which ssh-keygen -t ed25519 makes")
    return key


def public_key(words: str) -> str:
    """A public key as somebody has it: 64 hexadecimal digits, or a file with them or in PEM or OpenSSH's form.

    Raises:
        CaseError: it is none.
    """
    if _PUBLIC.fullmatch(words.lower()):
        return words.lower()
    try:
        content = Path(words).read_bytes()[:LARGEST]
    except (OSError, ValueError) as e:
        raise CaseError(f"{words!r} is no public key: neither 64 hexadecimal digits nor a file that can be read") from e
    if _PUBLIC.fullmatch(text := content.decode("latin-1").strip().lower()):
        return text
    _libraries()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization as spelled
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    load = spelled.load_ssh_public_key if content.startswith(b"ssh-") else spelled.load_pem_public_key
    with suppress(ValueError, UnsupportedAlgorithm):
        key = load(content)
        if isinstance(key, Ed25519PublicKey):
            return key.public_bytes_raw().hex()
    raise CaseError(f"{words} holds no Ed25519 public key")


# ----------------------------------------------------------------------------------------------------------- signatures


def sign(store: Store, key: Ed25519PrivateKey, by: str | None = None) -> Entry:
    """Vouch by a key for how the log stands, in a new entry of it.

    Args:
        store: the case.
        key: whose holder vouches.
        by: the name beside it, which the signature covers; else whoever is logged in.

    Raises:
        CaseError: the case cannot be written, or nothing was entered since that key last signed.
    """
    signer = by or somebody()
    public = public_half(key)
    with store.writing() as sitting:
        last = sitting.log.entries[-1]
        if last.action == SIGNED and last.fields["key"] == public:
            raise CaseError("nothing was entered since this key last signed")
        of = sitting.head
        signature = key.sign(checkpoint(of, signer)).hex()
        return sitting.write(SIGNED, signer, of=_spell(of), key=public, signature=signature)


def _spell(head: Head) -> dict[str, Any]:
    return {"count": head.count, "hash": head.hash}


def signatures_of(log: Log) -> list[Signature]:
    """Signatures of a log that fit."""
    return check_signed(log)[0]


# --------------------------------------------------------------------------------------------------------------- stamps


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp that fits, and what it rests on."""

    line: int
    count: int
    """Entries it covers."""
    at: datetime
    """When the authority says that it was asked."""
    authority: str
    """Who signs it, by its certificate."""
    root: str
    """What all rests on, in words, with its hash: whether to trust it is the reader's."""


@dataclass(frozen=True, slots=True)
class Stamped:
    """What came of asking."""

    stamps: Sequence[Stamp]
    waiting: Sequence[tuple[str, str]]
    """Authorities that gave none, each with why; the request stays in the log and is sent again next time."""


def want_stamps(store: Store, authorities: Sequence[str], by: str | None = None) -> None:
    """Enter that the log as it stands shall be stamped, whenever these authorities can be reached.

    Raises:
        CaseError: no address can be meant, or the case cannot be written.
    """
    for url in authorities:
        _server(url.removeprefix(CALENDAR)).check()
    with store.writing() as sitting:
        of = _spell(_last_that_counts(sitting))
        waiting = {(a, h.hash) for _, a, h in _waiting(sitting.log)}
        for url in dict.fromkeys(authorities):
            if (url, of["hash"]) not in waiting:
                sitting.write(WANTED, by, of=of, authority=url)


def _last_that_counts(sitting: Sitting) -> Head:
    """How the log stood before what only asks for stamps or holds them, so that two authorities stamp one thing."""
    for entry in reversed(sitting.log.entries):
        if entry.action not in (WANTED, STAMPED):
            return Head(entry.line, entry.hash)
    return sitting.head


def _waiting(log: Log) -> list[tuple[int, str, Head]]:
    """Line, authority and state of stamps that were asked for and not given yet; a calendar's promise is none."""
    given = {(e.fields["authority"], e.fields["of"]["hash"]) for e in log.of(STAMPED) if e.fields["roots"]}
    asked = [
        (e.line, str(e.fields["authority"]), Head(e.fields["of"]["count"], e.fields["of"]["hash"]))
        for e in log.of(WANTED)
    ]
    return [(line, a, h) for line, a, h in asked if (a, h.hash) not in given]


def ask_for_stamps(
    store: Store, roots: Path | None = None, by: str | None = None, blocks: str | None = None
) -> Stamped:
    """Ask the authorities for the stamps that wait. A stamp is kept only where it holds; so is a calendar's promise.

    Args:
        store: the case.
        roots: certificates to trust, in PEM; else those that the system trusts.
        by: who asks.
        blocks: where headers of blocks are asked for, as Esplora gives them; None where a proof that leads to a block
            shall wait.

    Raises:
        CaseError: the extra is not installed, ``roots`` hold no certificate, or the case cannot be written.
    """
    trusted = _certificates(roots) if roots else []
    failed: list[tuple[str, str]] = []
    made: list[tuple[str, Head, bytes, list[str]]] = []
    log = store.log()
    for _, url, of in _waiting(log):
        try:
            if url.startswith(CALENDAR):
                held = _promised(log, url, of)
                proof, headers, why = _ask_calendar(url, of, held, blocks)
                if headers or proof != held:
                    made.append((url, of, proof, headers))
                if why:
                    failed.append((url, why))
            else:
                content, root = _ask_authority(url, of, trusted)
                made.append((url, of, content, [root]))
        except NoAnswerError as e:
            failed.append((url, str(e)))
        except ValueError as e:
            failed.append((url, f"its answer is no stamp that holds: {e}"))
    if made:
        with store.writing() as sitting:
            for url, of, content, rests in made:
                response = base64.b64encode(content).decode()
                sitting.write(STAMPED, by, of=_spell(of), authority=url, response=response, roots=rests)
    kept = {(url, of.hash) for url, of, _, _ in made}
    found, _ = check_stamps(log := store.log())
    lines = {e.line for e in log.of(STAMPED) if (e.fields["authority"], e.fields["of"]["hash"]) in kept}
    return Stamped([s for s in found if s.line in lines], failed)


def _ask_authority(url: str, of: Head, trusted: Sequence[Certificate]) -> tuple[bytes, str]:
    """An authority's answer, and the certificate it rests on, in PEM.

    Raises:
        NoAnswerError, ValueError: there is none that holds.
        CaseError: the extra is not installed.
    """
    _, tsp = _libraries()
    from cryptography.hazmat.primitives.serialization import Encoding

    asked = tsp.TimestampRequestBuilder().data(checkpoint(of)).hash_algorithm(tsp.HashAlgorithm.SHA256).build()
    content = _server(url).post(asked.as_bytes(), "application/timestamp-query")
    answer = tsp.decode_timestamp_response(_in_order(content))
    root, _ = _rests_on(answer, of, trusted or _of_system(), asked.nonce)
    return content, root.public_bytes(Encoding.PEM).decode()


# ------------------------------------------------------------------------------------------------------------ calendars


def _promised(log: Log, url: str, of: Head) -> bytes | None:
    """The last proof a calendar gave of a state, with nothing to rest on yet."""
    for entry in reversed(log.of(STAMPED)):
        if (entry.fields["authority"], entry.fields["of"]["hash"]) == (url, of.hash):
            return base64.b64decode(entry.fields["response"])
    return None


def _ask_calendar(url: str, of: Head, proof: bytes | None, blocks: str | None) -> tuple[bytes, list[str], str]:
    """The proof as far as it goes by now, the header it rests on in hexadecimal digits, and why there is none yet.

    Raises:
        NoAnswerError, ValueError: the calendar or whoever has the blocks gave nothing that holds.
    """
    calendar = url.removeprefix(CALENDAR)
    if proof is None:
        imprint, nonce = hashlib.sha256(checkpoint(of)).digest(), secrets.token_bytes(16)
        asked = hashlib.sha256(imprint + nonce).digest()
        answer = _server(calendar.rstrip("/") + "/digest").post(asked, "application/octet-stream")
        proof = block_stamps.begin(imprint, nonce, answer)
    _, ends = block_stamps.follow(proof)
    if not any(e.height for e in ends):
        for end in ends:
            with suppress(NoAnswerError):  # not in a block yet
                more = _server(calendar).get(f"/timestamp/{end.message.hex()}")
                proof = block_stamps.completed(proof, end, more)
                _, ends = block_stamps.follow(proof)
                break
    block = next((e for e in ends if e.height), None)
    if block is None:
        return proof, [], "it has the hash and promises a block, which takes hours"
    if not blocks:
        return proof, [], f"it leads to block {block.height}, whose header is asked for with --blocks"
    header = _header(blocks, block.height or 0)
    block_stamps.block_time(header, block.message)
    return proof, [header.hex()], ""


def _header(blocks: str, height: int) -> bytes:
    """A block's header, from whoever gives them as Esplora does."""
    server = _server(blocks)
    name = server.get(f"/block-height/{height}").decode("latin-1").strip()
    if not _PUBLIC.fullmatch(name):
        raise ValueError(f"{server.host} gave no block's hash")
    return bytes.fromhex(server.get(f"/block/{name}/header").decode("latin-1").strip())


def _server(url: str) -> Server:
    return Server(url, (KEY_NAME, "Bearer"), SUCH_AS, SECONDS, LARGEST)


def check_stamps(log: Log) -> tuple[list[Stamp], list[Problem]]:
    """Stamps that fit, by the certificates kept with each, as they were at the time stamped; and what is wrong.

    That a stamp is of this log and not of another is checked by :func:`fairlead.case.verifier.check_signed`.
    """
    stamps, problems = [], []
    unread = 0
    for entry in log.of(STAMPED):
        of = Head(entry.fields["of"]["count"], entry.fields["of"]["hash"])
        is_block = entry.fields["authority"].startswith(CALENDAR)
        try:
            content = base64.b64decode(entry.fields["response"], validate=True)
            stamp = (_of_block if is_block else _of_authority)(entry, of, content)
        except ValueError as e:
            problems.append(Problem(f"{NAME} line {entry.line}", f"the time stamp does not hold: {e}"))
        except CaseError:
            unread += 1
        else:
            stamps += [stamp] if stamp else []
    if unread:
        words = f"{say_many(unread, 'time stamp')} not checked against who gave them: {_MISSING}"
        problems.append(Problem(NAME, words, is_note=True))
    return stamps, problems


def _of_authority(entry: Entry, of: Head, content: bytes) -> Stamp:
    """Raise ValueError where it does not hold, CaseError where the extra is not installed."""
    crypto, tsp = _libraries()
    answer = tsp.decode_timestamp_response(_in_order(content))
    roots = [crypto.x509.load_pem_x509_certificate(pem.encode()) for pem in entry.fields["roots"]]
    root, authority = _rests_on(answer, of, roots)
    rests = f"the certificate with SHA-256 {_fingerprint(root)}: compare it with what that authority publishes"
    return Stamp(entry.line, of.count, answer.tst_info.gen_time, authority, rests)


def _of_block(entry: Entry, of: Head, content: bytes) -> Stamp | None:
    """None of a promise. Raises ValueError where it does not hold."""
    imprint, ends = block_stamps.follow(content)
    if imprint != hashlib.sha256(checkpoint(of)).digest():
        raise ValueError("it is of something else")
    if not entry.fields["roots"]:
        return None
    header = bytes.fromhex(entry.fields["roots"][0])
    end = next((e for e in ends if e.height is not None and e.message == header[36:68]), None)
    if end is None:
        raise ValueError("it does not lead to the block whose header is beside it")
    at = block_stamps.block_time(header, end.message)
    name = block_stamps.block_hash(header)[::-1].hex()
    rests = f"the header of block {name}: compare it with any copy of Bitcoin's chain"
    return Stamp(entry.line, of.count, at, f"Bitcoin's block {end.height}", rests)


def _in_order(answer: bytes) -> bytes:
    """An answer with the certificates it carries in the order of their bytes, as DER has sets.

    Authorities that run OpenSSL send them in any order, which the library does not read. No signature covers the order.

    Raises:
        ValueError: it is no answer that carries a stamp.
    """
    at, end = _inside(answer, 0, 0x30)  # TimeStampResp
    if (at := _past(answer, at)) >= end:  # past PKIStatusInfo
        return answer  # a refusal, without a stamp
    at, _ = _inside(answer, at, 0x30)  # ContentInfo
    at, _ = _inside(answer, _past(answer, at), 0xA0)  # past its type: what is in it
    at, end = _inside(answer, at, 0x30)  # SignedData
    while at < end and answer[at] != 0xA0:
        at = _past(answer, at)
    if at >= end:
        return answer  # carries none
    first, end = _inside(answer, at, 0xA0)
    certificates, at = [], first
    while at < end:
        certificates.append(answer[at : (at := _past(answer, at))])
    return answer[:first] + b"".join(sorted(certificates)) + answer[at:]


def _inside(content: bytes, at: int, tag: int) -> tuple[int, int]:
    """Where what a DER element holds begins and ends.

    Raises:
        ValueError: another element stands there, or it is cut.
    """
    if len(content) < at + 2 or content[at] != tag:
        raise ValueError("it is no time-stamping answer")
    size, begins = content[at + 1], at + 2
    if size >= 0x80:
        begins += size - 0x80
        size = int.from_bytes(content[at + 2 : begins], "big")
    if begins + size > len(content):
        raise ValueError("it is cut short")
    return begins, begins + size


def _past(content: bytes, at: int) -> int:
    """Where the element after this one begins."""
    if at >= len(content):
        raise ValueError("it is cut short")
    return _inside(content, at, content[at])[1]


def _rests_on(answer: Any, of: Head, roots: Sequence[Certificate], nonce: int | None = None) -> tuple[Certificate, str]:
    """The certificate that a stamp of a checkpoint rests on, and whose stamp it is.

    Raises:
        ValueError: it does not hold by any of them.
    """
    _, tsp = _libraries()
    from cryptography import x509

    message = checkpoint(of)
    if answer.status != 0:
        raise ValueError(f"the authority refused: {'; '.join(answer.status_string) or answer.status}")
    carried = [x509.load_der_x509_certificate(c) for c in answer.signed_data.certificates]
    issuers = {c.issuer for c in carried}
    likely = [r for r in roots if r.subject in issuers]
    if not likely:
        raise ValueError(
            "none of the certificates trusted issued it; give the authority's own with --roots (it publishes them)"
        )
    refused: Exception = ValueError("it does not rest on a certificate that is trusted")
    for root in likely:  # certificates that the answer carries are believed only where they lead to this one
        try:
            tsp.VerifierBuilder(roots=[root], nonce=nonce).build().verify_message(answer, message)
        except tsp.VerificationError as e:
            refused = e
            continue
        (signer,) = answer.signed_data.signer_infos
        own = next(c for c in carried if (c.issuer, c.serial_number) == (signer.issuer, signer.serial_number))
        return root, own.subject.rfc4514_string()
    raise ValueError(str(refused))


def _fingerprint(certificate: Certificate) -> str:
    from cryptography.hazmat.primitives.hashes import SHA256

    return certificate.fingerprint(SHA256()).hex()


def _certificates(path: Path) -> list[Certificate]:
    from cryptography import x509

    with in_words(f"reading the certificates {path}"):
        content = path.read_bytes()
    try:
        return x509.load_pem_x509_certificates(content)
    except ValueError as e:
        raise CaseError(f"{path} holds no certificate in PEM: {e}") from e


def _of_system() -> list[Certificate]:
    """Certificates that the system trusts; none where it says nothing of them."""
    place = ssl.get_default_verify_paths().cafile
    with suppress(CaseError), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of certificates that are old and odd, whoever chose to trust them
        return _certificates(Path(place)) if place else []
    return []
