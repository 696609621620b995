"""Mail (EML), and web pages that a browser saved as mail (MHTML): the text part, else the page; attachments are named.

Nothing attached is opened, and no address in it is asked.
"""

from __future__ import annotations

import email
import io
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from fairlead.base.wording import say_many
from fairlead.formats.documents.dates import read_published
from fairlead.formats.documents.drawn import Drawn, Source
from fairlead.formats.documents.encodings import decode
from fairlead.formats.documents.html import draw_html
from fairlead.formats.documents.plain import finish
from fairlead.formats.documents.working import make_working

TOOL = "fairlead mail 2"
LARGEST = 64 << 20
"""Bytes of one mail that are read."""
MOST_PARTS = 1_000
MOST_NAMED = 20
MOST_MAILS = 200
"""Mails inside one file, itself counted, that are read."""
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, RecursionError, MessageError)
"""What the standard library raises for headers that are not as they should be."""


def draw_mail(source: Source) -> Iterator[Drawn]:
    """A mail, and each mail inside it as a document of its own: Date is when it was published (sent).

    A page that a browser saved as mail is one document; its Date is when it was saved.
    """
    data = source.file.read(LARGEST + 1)
    flags = [f"cut at {LARGEST:,} bytes of {source.size:,}"] if len(data) > LARGEST else []
    message = email.message_from_bytes(data[:LARGEST], policy=policy.compat32)
    address = _header(message, "Snapshot-Content-Location")
    if address:
        yield _saved_page(message, address, flags)
        return
    waiting = [(message, flags)]
    for number in range(1, MOST_MAILS + 1):
        outer, told = waiting.pop(0)
        parts, inner, is_cut = _parts_of(outer)
        if is_cut:
            told = [*told, f"cut at {MOST_PARTS:,} parts"]
        if inner:
            told = [*told, f"{say_many(len(inner), 'mail')} inside it, each a document of its own"]
        title = _header(outer, "Subject")
        waiting += [(m, [f"came inside another mail, {title!r}"[:200]]) for m in inner]
        if number == MOST_MAILS and waiting:
            told = [*told, f"{len(waiting):,} more mails inside it are not read"]
        yield _one_mail(outer, parts, told)
        if not waiting:
            return


def _parts_of(message: Message) -> tuple[list[Message], list[Message], bool]:
    """The parts of a mail that are no mail themselves, the mails inside it, and whether there are too many."""
    parts: list[Message] = []
    inner: list[Message] = []
    waiting: list[Message] = [message]
    while waiting:
        part = waiting.pop(0)
        if len(parts) + len(inner) == MOST_PARTS:
            return parts, inner, True
        held = part.get_payload()
        if not part.is_multipart() or not isinstance(held, list):
            parts.append(part)
        elif part.get_content_maintype() == "message":
            inner += [m for m in held if isinstance(m, Message)]
        else:
            waiting = [m for m in held if isinstance(m, Message)] + waiting
    return parts, inner, False


def _one_mail(message: Message, parts: list[Message], flags: list[str]) -> Drawn:
    texts: list[Message] = []
    pages: list[Message] = []
    attached: list[str] = []
    for part in parts:
        kind = part.get_content_type()
        if _is_attached(part) or kind not in ("text/plain", "text/html"):
            attached.append(_say_attached(part, kind))
        else:
            (texts if kind == "text/plain" else pages).append(part)
    flags = [*flags, *_say_all_attached(attached)]
    said = {
        "title": _header(message, "Subject"), "author": _header(message, "From"),
        "published_words": _header(message, "Date"),
    }  # fmt: skip
    if texts or not pages:
        read = [decode(_payload(p), _charset(p)) for p in texts]
        text, more = make_working("\n\n".join(t for t, _ in read))
        told = [f for _, fs in read for f in fs]
        if text or not pages:
            return finish(Drawn(media="eml", text=text, tool=TOOL, flags=(*flags, *told, *more)), **said)
    content = _payload(pages[0])
    page = draw_html(Source(io.BytesIO(content), len(content), _charset(pages[0])), media="eml")
    flags = [*flags, *(f for f in page.flags if f != "no text"), "text of its HTML part"]
    return finish(replace(page, tool=f"{TOOL}; {page.tool}", flags=tuple(flags)), **said)


def _saved_page(message: Message, address: str, flags: list[str]) -> Drawn:
    """The page in a file that a browser saved whole."""
    pages = [p for p in message.walk() if p.get_content_type() == "text/html"]
    first = next((p for p in pages if _header(p, "Content-Location") == address), pages[0] if pages else None)
    content = _payload(first) if first is not None else b""
    saved = read_published(_header(message, "Date") or "")
    page = draw_html(
        Source(io.BytesIO(content), len(content), _charset(first) if first is not None else None),
        media="mhtml", url=address, captured_at=saved[0] if saved else None,
    )  # fmt: skip
    return replace(page, tool=f"{TOOL}; {page.tool}", flags=(*flags, *page.flags))


def _header(message: Message, name: str) -> str | None:
    """A header decoded as far as it can be."""
    raw = message.get(name)
    if raw is None:
        return None
    try:
        decoded = make_header(decode_header(str(raw)))
        return " ".join(str(decoded).split()) or None
    except _BROKEN:
        return " ".join(str(raw).encode("utf-8", "replace").decode().split()) or None


def _payload(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except _BROKEN:
        return b""
    return content if isinstance(content, bytes) else b""


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except _BROKEN:
        return None


def _is_attached(part: Message) -> bool:
    try:
        return part.get_content_disposition() == "attachment" or bool(part.get_filename())
    except _BROKEN:
        return True


def _say_attached(part: Message, kind: str) -> str:
    try:
        name = part.get_filename() or "without a name"
    except _BROKEN:
        name = "with a name that cannot be read"
    plain, _ = make_working(name)
    return f"{plain[:100]} ({kind}, {len(_payload(part)):,} bytes)"


def _say_all_attached(attached: list[str]) -> list[str]:
    if not attached:
        return []
    more = f"; and {len(attached) - MOST_NAMED} more" if len(attached) > MOST_NAMED else ""
    verb = "attachment, not opened" if len(attached) == 1 else "attachments, not opened"
    return [f"{len(attached)} {verb}: {'; '.join(attached[:MOST_NAMED])}{more}"]
