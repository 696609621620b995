"""Capture of a page from the web: an explicit act, since the site sees that somebody took an interest.

A name is resolved once and every address it has must be one of the open internet; the connection goes to that address
and no other, under the name that was asked for. Each redirection is looked at in the same way. No cookies, no scripts,
no second try: one file comes back, or a reason. Design against rebinding of names (resolve, check, connect to what was
checked) after the OWASP cheat sheet on server-side request forgery.
"""

from __future__ import annotations

import hashlib
import http.client
import ipaddress
import re
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from threading import Timer
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

from fairlead.errors import EvidenceError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

WARNING = (
    "Taking a page from the web tells its site that somebody is interested: it sees this machine's address, the time "
    "and the page. Where that may not be known, save the page in a browser you trust for that, and add the file."
)

TYPES = (
    "text/html", "application/xhtml+xml", "text/plain", "application/pdf", "message/rfc822", "multipart/related",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)  # fmt: skip
"""Types of content that are taken: those that are read as documents."""

USER_AGENT = "Mozilla/5.0 (compatible)"
"""Names no program and no person: what it says is in the site's log."""

MOST_HEADERS = 100
LONGEST_HEADER = 1_000
_REDIRECTIONS = (301, 302, 303, 307, 308)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_NAME = re.compile(r"[^\w.-]+")
_CREDENTIALS = re.compile(r"(//)[^/?#]*@")


def why_not_global(address: Address) -> str | None:
    """Why an address is none of the open internet; None where it is one.

    Addresses that carry another one are looked into."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            why = why_not_global(inner)
            return f"carries {inner}, which {why}" if why else None
        if address.is_site_local:
            return "is one of a local network"
    for is_such, words in (
        (address.is_loopback, "is this machine"), (address.is_link_local, "is one of a local link"),
        (address.is_multicast, "is one of a group"), (address.is_unspecified, "is none"),
        (address.is_private, "is one of a private network"), (address.is_reserved, "is reserved"),
        (not address.is_global, "is not one of the open internet"),
    ):  # fmt: skip
        if is_such:
            return words
    return None


def resolve_name(host: str, port: int) -> list[str]:
    """Every address of a name, in the order in which they should be tried.

    Raises:
        OSError: the name has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Policy:
    """What a capture may reach and cost."""

    why_not: Callable[[Address], str | None] = why_not_global
    """Why an address may not be asked; the one that is used lets nobody ask this machine or its neighbours."""
    resolve: Resolve = resolve_name
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context
    most_bytes: int = 20 << 20
    seconds: float = 60.0
    """For all of it, redirections counted in; a site that sends a byte a second ends there."""
    most_redirections: int = 5
    types: tuple[str, ...] = TYPES


@dataclass(slots=True)
class Captured:
    """What came of one address."""

    record: dict[str, Any]
    """What was asked and answered, as it goes into the log."""
    content: bytes | None = None
    reason: str | None = None
    """Why nothing was taken."""
    name: str = ""
    charset: str | None = None


def is_url(text: str) -> bool:
    """Whether a word is an address and no file's name."""
    return _URL.match(text) is not None


def capture(url: str, policy: Policy = Policy()) -> Captured:
    """Take what stands at an address.

    Args:
        url: ``http`` or ``https``, without credentials.
        policy: what may be reached.

    Returns:
        The bytes as the site sent them, or why there are none, with the record of the capture in either case.
    """
    # what is written here stays for good, so a password in an address is not
    got = Captured(
        {
            "requested_url": _CREDENTIALS.sub(r"\1...@", url),
            "method": "fetched by fairlead",
            "tool": f"fairlead {version('fairlead')}",
        }
    )
    got.record |= {"started_at": _now(), "user_agent": USER_AGENT, "hops": []}
    got.name = name_of(url)
    try:
        _Capture(policy, got, monotonic() + policy.seconds).follow(url)
    except EvidenceError as e:
        got.reason, got.content = str(e), None
    got.record["ended_at"] = _now()
    return got


def name_of(url: str) -> str:
    """A name for what stands at an address: host and path, in letters that any file system takes."""
    try:
        parts = urlsplit(url)
        words = f"{parts.hostname or 'page'}{unquote(parts.path)}{'?' + parts.query if parts.query else ''}"
    except ValueError:
        words = _CREDENTIALS.sub(r"\1", url)
    return _NAME.sub("_", words).strip("_.")[:120] or "page"


@dataclass(slots=True)
class _Capture:
    """One capture under way."""

    policy: Policy
    got: Captured
    until: float
    _open: socket.socket | None = field(default=None)

    def follow(self, url: str) -> None:
        """Ask, and go where the answer points."""
        for _ in range(self.policy.most_redirections + 1):
            where = self._ask(check_url(url))
            if where is None:
                return
            url = urljoin(url, where)
        raise EvidenceError(f"redirects more than {self.policy.most_redirections} times")

    def _ask(self, parts: SplitResult) -> str | None:
        """One request; the address it redirects to, else None and the content is taken."""
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        addresses = self._addresses(host, port)
        hop: dict[str, Any] = {"url": urlunsplit(parts), "addresses": addresses}
        self.got.record["hops"].append(hop)
        connection = self._connect(parts.scheme, host, port, addresses, hop)
        timer = Timer(self._left(), self._cut)
        timer.daemon = True
        timer.start()
        try:
            path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
            headers = {"User-Agent": USER_AGENT, "Accept": ", ".join(self.policy.types), "Accept-Encoding": "identity"}
            connection.request("GET", path, headers=headers | {"Connection": "close"})
            answer = connection.getresponse()
            hop["status"] = answer.status
            hop["headers"] = [[k[:LONGEST_HEADER], v[:LONGEST_HEADER]] for k, v in answer.getheaders()[:MOST_HEADERS]]
            if answer.status in _REDIRECTIONS and (where := answer.getheader("Location")):
                return where
            self._take(answer, urlunsplit(parts))
        except (OSError, http.client.HTTPException, ValueError) as e:
            if self._left() <= 0:
                raise EvidenceError(f"took longer than {self.policy.seconds:g} s") from None
            raise EvidenceError(f"the site broke off: {str(e)[:200] or type(e).__name__}") from None
        finally:
            timer.cancel()
            connection.close()
        return None

    def _take(self, answer: http.client.HTTPResponse, url: str) -> None:
        """The content of the last answer."""
        record, most = self.got.record, self.policy.most_bytes
        record |= {"final_url": url, "status": answer.status}
        if not 200 <= answer.status < 300:
            raise EvidenceError(f"the site answers {answer.status} {answer.reason}"[:200])
        kind = (answer.getheader("Content-Type") or "").split(";")[0].strip().lower()
        if kind not in self.policy.types:
            raise EvidenceError(f"is {kind[:80]!r}, none of the types that are taken: {', '.join(self.policy.types)}")
        if (packed := (answer.getheader("Content-Encoding") or "identity").strip().lower()) != "identity":
            raise EvidenceError(f"was sent packed ({packed[:40]}) though it was not asked to be")
        if (stated := answer.length) is not None and stated > most:
            raise EvidenceError(f"has {stated:,} bytes, more than {most:,}")
        pieces, total = [], 0
        while block := answer.read1(1 << 16):
            total += len(block)
            if total > most:
                raise EvidenceError(f"has more than {most:,} bytes")
            if self._left() <= 0:
                raise EvidenceError(f"took longer than {self.policy.seconds:g} s")
            pieces.append(block)
        if stated is not None and total != stated:
            raise EvidenceError(f"broke off after {total:,} of {stated:,} bytes")
        content = b"".join(pieces)
        self.got.content, self.got.name = content, name_of(url)
        self.got.charset = answer.headers.get_content_charset()
        record |= {"bytes": total, "sha256": hashlib.sha256(content).hexdigest(), "charset": self.got.charset}

    def _addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a host, every one of which may be asked."""
        try:
            found = list(self.policy.resolve(host, port))
        except (OSError, UnicodeError) as e:
            raise EvidenceError(f"{host}: its name leads nowhere ({e})") from None
        if not found:
            raise EvidenceError(f"{host}: its name leads nowhere")
        for text in found:
            try:
                address = ipaddress.ip_address(text.partition("%")[0])
            except ValueError:
                raise EvidenceError(f"{host}: {text!r} is no address") from None
            if why := self.policy.why_not(address):
                raise EvidenceError(f"{host} leads to {address}, which {why}: such addresses are not asked")
        return found

    def _connect(
        self, scheme: str, host: str, port: int, addresses: Sequence[str], hop: dict[str, Any]
    ) -> http.client.HTTPConnection:
        """A connection to one of the addresses that were looked at; the name is not asked for again."""
        fault: Exception | None = None
        for address in addresses:
            try:
                raw = socket.create_connection((address, port), timeout=max(self._left(), 0.01))
            except OSError as e:
                fault = e
                continue
            hop["address"] = address
            try:
                opened = self._secured(raw, host, hop) if scheme == "https" else raw
            except (OSError, ValueError) as e:
                raw.close()
                raise EvidenceError(f"{host}: no secure connection ({str(e)[:200]})") from None
            connection = http.client.HTTPConnection(host, port, timeout=max(self._left(), 0.01))
            if scheme == "https":
                connection.default_port = 443  # so that Host names the port only where it is unusual
            connection.sock = self._open = opened
            return connection
        raise EvidenceError(f"{host} does not answer at {', '.join(addresses)} ({fault})")

    def _secured(self, raw: socket.socket, host: str, hop: dict[str, Any]) -> ssl.SSLSocket:
        secured = self.policy.context().wrap_socket(raw, server_hostname=host)
        certificate = secured.getpeercert(binary_form=True)
        hop["certificate_sha256"] = hashlib.sha256(certificate).hexdigest() if certificate else None
        hop["tls"] = secured.version()
        return secured

    def _left(self) -> float:
        return self.until - monotonic()

    def _cut(self) -> None:
        """End a connection from outside: of headers sent a byte at a time each byte would start the clock anew."""
        if self._open is not None:
            with suppress(OSError):
                self._open.shutdown(socket.SHUT_RDWR)


def check_url(url: str) -> SplitResult:
    """An address that may be asked, spelled so that it can be sent.

    Raises:
        EvidenceError: another scheme, credentials, no host, or a port that is none.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode() if ":" not in (parts.hostname or "") else parts.hostname
    except (ValueError, UnicodeError) as e:
        raise EvidenceError(f"{_CREDENTIALS.sub(r'//...@', url)[:200]!r} is no address ({e})") from None
    if parts.scheme not in ("http", "https"):
        raise EvidenceError(f"{parts.scheme[:20]}: is not asked; only http and https are")
    if parts.username is not None or parts.password is not None:
        raise EvidenceError("has a user name or a password in it; an address with credentials is not asked")
    if not host:
        raise EvidenceError(f"{url[:200]!r} names no host")
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port is None else f"{shown}:{port}"
    path, query = quote(parts.path, safe="/%:@!$&'()*+,;=~-._"), quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return SplitResult(parts.scheme, netloc, path, query, "")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
