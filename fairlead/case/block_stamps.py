"""Time stamps that rest on Bitcoin's blocks instead of an authority: proofs in the form of OpenTimestamps, version 1.

A calendar takes a hash, binds it with others into one, and has that put into a block; the proof says step by step how
one hash became the other. It holds where the last is the root of a block's tree, which the block's header names. The
header carries the work that was done on it, so it can be judged by itself; that it is part of the chain most people
hold is compared with any copy of that.

Form of proofs, calendars and headers: https://opentimestamps.org; Bitcoin developer reference, block headers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

MAGIC = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01"
PENDING = bytes.fromhex("83dfe30d2ef90c8e")
BLOCK = bytes.fromhex("0588960d73d71901")
SHA256, APPEND = 0x08, 0xF0
HEADER = 80
"""Bytes of a block's header."""
MOST_STEPS = 2_000
MOST_DEPTH = 256
LONGEST = 4096
"""Bytes of a message between two steps, and of what a step adds."""
EASIEST = 1 << 186
"""The target of a block's hash may be this at most: a block costs 2**70 hashes or more, as all have since 2018."""

_SAME: Mapping[int, Callable[[bytes], bytes]] = {
    0x02: lambda m: hashlib.sha1(m, usedforsecurity=False).digest(),
    SHA256: lambda m: hashlib.sha256(m).digest(),
    0xF2: lambda m: m[::-1],
    0xF3: lambda m: m.hex().encode(),
}
_WITH: Mapping[int, Callable[[bytes, bytes], bytes]] = {APPEND: lambda m, a: m + a, 0xF1: lambda m, a: a + m}


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a proof leads: what is said of a message at the end of a way."""

    message: bytes
    calendar: str | None = None
    """Where to ask for the rest; None where it ends at a block."""
    height: int | None = None
    """Of the block."""


class _Bytes:
    def __init__(self, content: bytes) -> None:
        self.content, self.at = content, 0

    def take(self, n: int) -> bytes:
        if self.at + n > len(self.content):
            raise ValueError("the proof is cut short")
        self.at += n
        return self.content[self.at - n : self.at]

    def number(self) -> int:
        value = shift = 0
        while shift < 64:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value
        raise ValueError("the proof holds a number of more than nine bytes")

    def text(self) -> bytes:
        size = self.number()
        if size > 2 * LONGEST:
            raise ValueError("the proof holds a piece that is too long")
        return self.take(size)


def number_of(value: int) -> bytes:
    """A whole number as proofs write it: seven bits a byte, the lowest first."""
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def begin(imprint: bytes, nonce: bytes, answer: bytes) -> bytes:
    """A proof out of a calendar's answer: the imprint, hidden behind a nonce, and what the calendar made of it."""
    return b"".join((
        MAGIC, bytes([SHA256]), imprint, bytes([APPEND]), number_of(len(nonce)), nonce, bytes([SHA256]), answer,
    ))  # fmt: skip


def follow(proof: bytes) -> tuple[bytes, list[Ends]]:
    """The imprint that a proof is of, and where it leads.

    Raises:
        ValueError: it is no proof, or one with steps that nobody knows.
    """
    if not proof.startswith(MAGIC) or len(proof) < len(MAGIC) + 33 or proof[len(MAGIC)] != SHA256:
        raise ValueError("it is no proof of OpenTimestamps over SHA-256")
    read = _Bytes(proof)
    read.take(len(MAGIC) + 1)
    imprint = read.take(32)
    found = list(_walk(read, imprint, [0], 0))
    if read.at != len(proof):
        raise ValueError("something stands behind the proof")
    return imprint, found


def _walk(read: _Bytes, message: bytes, steps: list[int], depth: int) -> Iterator[Ends]:
    while True:
        steps[0] += 1
        if steps[0] > MOST_STEPS or depth > MOST_DEPTH:
            raise ValueError("the proof has too many steps")
        tag = read.take(1)[0]
        is_last = tag != 0xFF
        if not is_last:
            tag = read.take(1)[0]
        if tag == 0:
            yield from _attested(read, message)
            if is_last:
                return
            continue
        then = _stepped(read, tag, message)
        if is_last:
            message = then
            continue
        yield from _walk(read, then, steps, depth + 1)


def _stepped(read: _Bytes, tag: int, message: bytes) -> bytes:
    if tag in _SAME:
        then = _SAME[tag](message)
    elif tag in _WITH:
        then = _WITH[tag](message, read.text())
    else:
        raise ValueError(f"the proof has a step of kind {tag:#x}, which is not known here")
    if len(then) > LONGEST:
        raise ValueError("the proof makes a message that is too long")
    return then


def _attested(read: _Bytes, message: bytes) -> Iterator[Ends]:
    kind, payload = read.take(8), _Bytes(read.text())
    if kind == PENDING:
        address = payload.text()
        if not all(0x21 <= c < 0x7F for c in address):
            raise ValueError("the proof names a calendar that is no address")
        yield Ends(message, calendar=address.decode("ascii"))
    elif kind == BLOCK:
        yield Ends(message, height=payload.number())
    # of other chains nothing is believed, and nothing is wrong


def completed(proof: bytes, end: Ends, answer: bytes) -> bytes:
    """A proof with a calendar's later answer in place of its promise.

    Raises:
        ValueError: the promise is not the last thing in the proof, as it is in a proof that was begun here.
    """
    address = (end.calendar or "").encode()
    payload = number_of(len(address)) + address
    promise = b"\x00" + PENDING + number_of(len(payload)) + payload
    if not proof.endswith(promise):
        raise ValueError("the proof does not end with that calendar's promise")
    return proof.removesuffix(promise) + answer


def block_time(header: bytes, root: bytes) -> datetime:
    """When a block says it was made, where its header names a root and bears the work that it claims.

    Args:
        header: 80 bytes.
        root: the root of the block's tree, 32 bytes.

    Raises:
        ValueError: it is no such header.
    """
    if len(header) != HEADER:
        raise ValueError("a block's header has 80 bytes")
    if header[36:68] != root:
        raise ValueError("the block's header names another root: the proof does not lead to it")
    bits = int.from_bytes(header[72:76], "little")
    exponent, mantissa = bits >> 24, bits & 0x7FFFFF
    target = mantissa << 8 * (exponent - 3) if exponent >= 3 else mantissa >> 8 * (3 - exponent)
    if not 0 < target <= EASIEST:
        raise ValueError("hardly any work is claimed for the block: it is not of Bitcoin's chain of today")
    if int.from_bytes(block_hash(header), "little") > target:
        raise ValueError("the block's header does not bear the work it claims: made up")
    return datetime.fromtimestamp(int.from_bytes(header[68:72], "little"), UTC)


def block_hash(header: bytes) -> bytes:
    """The hash of a header, lowest byte first; people write it the other way round."""
    return hashlib.sha256(hashlib.sha256(header).digest()).digest()
