"""Web pages: the text a reader sees, without scripts, menus and what is hidden; and what the page says of itself.

Nothing is run and nothing is loaded: the page is a tree of nodes, taken apart by lexbor (WHATWG HTML).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from fairlead.formats.documents.dates import read_instant, read_published
from fairlead.formats.documents.drawn import Drawn, Source, clip, host_of
from fairlead.formats.documents.encodings import decode, find_charset
from fairlead.formats.documents.languages import settle_language
from fairlead.formats.documents.working import make_field, make_working

TOOL = f"fairlead html 2, selectolax {version('selectolax')}"
LARGEST = 32 << 20
"""Bytes of one page that are read."""
MOST_NODES = 2_000_000
"""Nodes of one page that are walked."""
DEEPEST = 512
"""Elements inside one another that are kept apart, as many as browsers do; a parser's work grows with the square."""
ARTICLE_FRAC = 0.5
"""Share of the page's text that an ``article`` must hold to stand for all of it."""


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_LEFT_OUT = _tags(
    "script style noscript template nav footer aside form button select option textarea input iframe object embed "
    "svg math canvas audio video map dialog menu head title"
)
_BLOCKS = _tags(
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 "
    "header hgroup hr html li main ol p pre section summary table tbody td tfoot th thead tr ul"
)
_PARAGRAPHS = _tags("p h1 h2 h3 h4 h5 h6 blockquote figure table ul ol dl pre article section")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*>")
_NEVER_DEEP = _tags(
    "area base br col embed hr img input link meta source track wbr p li dd dt option optgroup tr td th thead tbody "
    "tfoot rp rt html head body"
)
"""Elements that hold nothing, or that the next of their kind closes."""
_UNSEEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|(?<![\w-])opacity\s*:\s*0(?![.\d])"
    r"|(?<![\w-])(?:left|right|top|text-indent)\s*:\s*-\d{4,}px",
    re.IGNORECASE,
)
_STYLE_NOTE = re.compile(r"/\*.*?\*/", re.DOTALL)
_AT_RULE = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_STYLE_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"[a-z][a-z0-9]*(?:[.#][\w-]+)+|[.#][\w-]+", re.IGNORECASE)
MOST_RULES = 200
"""Hiding rules of a page's own styles that are looked at."""
_TITLE = ("og:title", "twitter:title", "dc.title", "citation_title")
_OUTLET = ("og:site_name", "dc.publisher", "application-name")
_AUTHOR = ("author", "article:author", "dc.creator", "parsely-author", "byl")
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
    "dcterms.date", "dcterms.created", "pubdate", "publishdate", "publish-date", "parsely-pub-date", "sailthru.date",
    "citation_publication_date",
)  # fmt: skip
_SAVED = re.compile(r"saved from url=\(\d+\)(\S+)", re.IGNORECASE)
_SINGLE_FILE = re.compile(r"url:\s*(\S+)\s+saved date:\s*([^\n(]+)", re.IGNORECASE)
_JS_DATE = re.compile(r"\w{3} (\w{3} \d{1,2} \d{4}) (\d{2}:\d{2}:\d{2}) GMT([+-]\d{4})")


def draw_html(source: Source, media: str = "html", **known: str | None) -> Drawn:
    """A page's text and metadata.

    Args:
        source: its bytes.
        media: what to call it: a page of an archive has the archive's.
        known: fields known from outside (``url``, ``captured_at``), which win.
    """
    data = source.file.read(LARGEST + 1)
    flags = [f"cut at {LARGEST:,} bytes of {source.size:,}"] if len(data) > LARGEST else []
    data = data[:LARGEST]
    declared = source.charset or find_charset(data)
    characters, told = decode(data, declared)
    characters, dropped = flatten(characters)
    if dropped:
        flags.append(
            f"nested deeper than {DEEPEST:,} elements: {dropped:,} tags below that left out, their text kept; whether "
            "a reader of the page sees it is not known"
        )
    tree = LexborHTMLParser(characters)
    found = _Found(tree, characters)
    text, more = make_working(_text_of(tree, flags))
    title, odd = make_field(found.title)
    flags += [*told, *more, *(f"title: {f}" for f in odd)]
    language, contradicted = settle_language(found.language, text)
    flags += contradicted
    if not text:
        flags.append("no text")
    interval = read_published(found.published) if found.published else None
    if found.published and not interval:
        flags.append(f"date of publication not understood: {found.published[:80]!r}")
    url = known.get("url") or found.url
    return Drawn(
        media=media, text=text, tool=TOOL, title=clip(title), outlet=clip(found.outlet) or host_of(url),
        author=clip(found.author), url=clip(url), published_words=clip(found.published),
        published_start=interval[0] if interval else None, published_end=interval[1] if interval else None,
        captured_at=known.get("captured_at") or found.captured_at, language=language, flags=tuple(flags),
    )  # fmt: skip


def flatten(characters: str) -> tuple[str, int]:
    """A page without the tags of elements nested deeper than :data:`DEEPEST`, and how many those were.

    The text between them is kept, a line for a block. A parser looks up the whole stack at each element, so that
    200,000 elements inside one another cost a minute (the tree of the standard, not a fault of lexbor).
    """
    if characters.count("<") <= DEEPEST:
        return characters, 0
    pieces: list[str] = []
    depth = begin = dropped = 0
    for m in _TAG.finditer(characters):
        name = m[2].lower()
        if name in _NEVER_DEEP:
            continue
        is_end = bool(m[1])
        depth += not is_end
        if depth > DEEPEST:
            pieces += (characters[begin : m.start()], "\n" if name in _BLOCKS else "")
            begin = m.end()
            dropped += 1
        depth = max(0, depth - is_end)
    return ("".join((*pieces, characters[begin:])), dropped) if dropped else (characters, 0)


class _Found:
    """What a page says of itself: JSON-LD first, then its meta elements, then its visible marks."""

    def __init__(self, tree: LexborHTMLParser, characters: str) -> None:
        metas: dict[str, str] = {}
        for node in tree.css("meta[content]"):
            a = node.attributes
            name = (a.get("property") or a.get("name") or a.get("itemprop") or "").lower()
            metas.setdefault(name, a.get("content") or "")
        article = next((a for a in _json_ld(tree) if _is_article(a)), {})
        heading, title = tree.css_first("h1"), tree.css_first("title")
        self.title = (
            _first(metas, _TITLE) or _words(article.get("headline"))
            or (title.text(strip=True) if title else None) or (heading.text(strip=True) if heading else None)
        )  # fmt: skip
        self.outlet = _words(article.get("publisher")) or _first(metas, _OUTLET)
        self.author = _words(article.get("author")) or _first(metas, _AUTHOR)
        timed = tree.css_first("time[datetime]")
        self.published = (
            _words(article.get("datePublished")) or _first(metas, _PUBLISHED)
            or (timed.attributes.get("datetime") if timed else None)
        )  # fmt: skip
        canonical = tree.css_first('link[rel="canonical"]')
        root = tree.root
        self.language = root.attributes.get("lang") if root is not None else None
        self.captured_at: str | None = None
        self.url = (canonical.attributes.get("href") if canonical else None) or _first(metas, ("og:url",))
        if saved := _SAVED.search(characters[:4096]):
            self.url = saved[1]
        if single := _SINGLE_FILE.search(characters[:4096]):
            self.url = single[1]
            self.captured_at = _saved_at(single[2].strip())
        if self.url and not self.url.lower().startswith(("http://", "https://")):
            self.url = None


def _saved_at(words: str) -> str | None:
    """The time at which a page was saved, as browsers spell it."""
    if found := _JS_DATE.match(words):
        try:
            at = datetime.strptime(f"{found[1]} {found[2]} {found[3]}", "%b %d %Y %H:%M:%S %z")
        except ValueError:
            return None
        return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return read_instant(words)


def _json_ld(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """Objects of the page's JSON-LD, those of its graphs too."""
    for node in tree.css('script[type="application/ld+json"]')[:20]:
        try:
            waiting = [json.loads(node.text()[:1_000_000])]
        except (ValueError, RecursionError):
            continue
        for _ in range(200):
            if not waiting:
                break
            one = waiting.pop(0)
            if isinstance(one, list):
                waiting += one
            elif isinstance(one, dict):
                yield one
                waiting += one["@graph"] if isinstance(one.get("@graph"), list) else []


def _is_article(one: dict[str, Any]) -> bool:
    kinds = one.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(k, str) and k.endswith(("Article", "BlogPosting", "Report", "WebPage")) for k in named) and (
        "datePublished" in one or "headline" in one
    )


def _words(value: Any) -> str | None:
    """A text, or the name of an object, or those of several."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, dict):
        return _words(value.get("name"))
    if isinstance(value, list):
        return "; ".join(w for one in value[:10] if not isinstance(one, list) and (w := _words(one))) or None
    return None


def _first(metas: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((metas[n].strip() for n in names if metas.get(n, "").strip()), None)


def _text_of(tree: LexborHTMLParser, flags: list[str]) -> str:
    """The text of the page: of its article where one element holds most of it, else of its body."""
    body = tree.body
    if body is None:
        return ""
    found = _walk(body)
    whole = found.text
    articles = [n for n in tree.css("article") if n.parent is not None][:50] or [*tree.css("main")][:1]
    if articles:
        drawn = [_walk(a) for a in articles]
        best = max(drawn, key=lambda w: len(w.text))
        if len(best.text) >= ARTICLE_FRAC * len(whole):
            found = best
        if found is best and len(best.text) < len(whole):
            flags.append(f"text of its article: {len(best.text):,} of {len(whole):,} characters of the page")
    if found.hidden:
        flags.append(f"hidden text left out: {found.hidden:,} characters that a reader of the page does not see")
    if styled := _styled_away(tree):
        flags.append(
            f"text that the page's own style hides, kept: {styled:,} characters; a reader may not have seen it"
        )
    if found.is_cut:
        flags.append(f"cut at {MOST_NODES:,} elements")
    return found.text


def _styled_away(tree: LexborHTMLParser) -> int:
    """Characters of the text whose class or id a ``<style>`` of the page hides.

    They are kept: a style is no more than named here (rules of media and of scripts may show again what another hides).
    """
    hidden: set[int] = set()
    count = rules = 0
    for node in tree.css("style"):
        sheet = _AT_RULE.sub("", _STYLE_NOTE.sub("", (node.text(deep=True) or "")[:1_000_000]))
        for found in _STYLE_RULE.finditer(sheet):
            if rules == MOST_RULES:
                return count
            if not _UNSEEN_STYLE.search(found[2]):
                continue
            rules += 1
            for selector in found[1].split(","):
                if not _SIMPLE.fullmatch(selector.strip()):
                    continue
                for one in tree.css(selector.strip()):
                    if one.mem_id not in hidden and (one.tag or "") not in _LEFT_OUT and not _is_hidden(one):
                        hidden.add(one.mem_id)
                        count += len("".join((one.text(deep=True) or "").split()))
    return count


class _Walked:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.hidden = 0
        self.is_cut = False
        self.text = ""


def _walk(top: LexborNode) -> _Walked:
    """Text in reading order, a line a block. Without recursion: pages are nested as deep as an attacker likes."""
    walked = _Walked()
    parts = walked.parts
    node: LexborNode | None = top
    for _ in range(MOST_NODES):
        assert node is not None
        tag, child = node.tag or "", None
        if tag == "-text":
            parts.append(_flat(node))
        elif tag == "br":
            parts.append("\n")
        elif tag in _LEFT_OUT or tag.startswith("-"):
            pass
        elif _is_hidden(node):
            walked.hidden += len("".join((node.text(deep=True) or "").split()))
        else:
            if tag in _BLOCKS:
                parts.append("\n\n" if tag in _PARAGRAPHS else "\n")
            child = node.child
        if child is not None:
            node = child
            continue
        while node is not None and node is not top:  # up, to the next one that has a sibling
            if node.mem_id == top.mem_id:
                break
            if (node.tag or "") in _BLOCKS:
                parts.append("\n\n" if node.tag in _PARAGRAPHS else "\n")
            if (sibling := node.next) is not None:
                node = sibling
                break
            node = node.parent
        if node is None or node.mem_id == top.mem_id:
            break
    else:
        walked.is_cut = True
    walked.text = "".join(parts).strip()
    return walked


def _flat(node: LexborNode) -> str:
    """A text node's characters; line ends of the source are blanks, but in ``pre``."""
    text = node.text_content or ""
    parent = node.parent
    return text if parent is not None and parent.tag == "pre" else re.sub(r"\s+", " ", text) if text.strip() else " "


def _is_hidden(node: LexborNode) -> bool:
    a = node.attributes
    if not a:
        return False
    if "hidden" in a or (a.get("aria-hidden") or "").lower() == "true":
        return True
    style = a.get("style")
    return bool(style and _UNSEEN_STYLE.search(style))
