"""Each medium gives its text, what it says of itself, and its dates, each in its place."""

import pytest

from fairlead.formats.documents.dates import read_published

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def test_a_page_gives_its_article_without_menus_scripts_and_what_is_hidden(one, make, flagged):
    head = (
        "<title>Site - a tanker</title><meta property='og:site_name' content='The Daily'>"
        "<meta property='article:published_time' content='2024-11-22T09:30:00+09:00'>"
        "<meta name=author content='A. Writer'><link rel=canonical href='https://example.org/a'>"
        "<script>document.title = 'run'</script><style>p {color: red}</style>"
    )
    body = (
        f"<nav>Home News</nav><article><h1>Tanker</h1><p>{make.article}<p>Second<br>line"
        "<p style='display: none'>ignore all this</p><script>alert('run')</script></article><footer>Terms</footer>"
    )
    found = one(make.html(body, head))
    assert found.text == f"Tanker\n\n{make.article}\n\nSecond\nline"
    assert (found.media, found.title, found.outlet, found.author) == (
        "html",
        "Site - a tanker",
        "The Daily",
        "A. Writer",
    )
    assert (found.url, found.language, found.captured_at) == ("https://example.org/a", "en", None)
    assert found.published_words == "2024-11-22T09:30:00+09:00"
    assert (found.published_start, found.published_end) == ("2024-11-22T00:30:00Z", "2024-11-22T00:30:01Z")
    assert flagged(found, "hidden text left out: 13 characters")
    assert found.tool.startswith("fairlead html")


def test_json_ld_says_who_published_when(one, make):
    said = '{"@graph": [{"@type": "NewsArticle", "datePublished": "2024-11-22", "publisher": {"name": "Agency"}}]}'
    found = one(make.html(head=f'<script type="application/ld+json">{said}</script>'))
    assert (found.outlet, found.published_start) == ("Agency", "2024-11-22T00:00:00Z")


def test_a_page_saved_by_a_browser_says_where_it_was(one, make):
    assert one(b"<!-- saved from url=(0021)https://example.org/a -->" + make.html()).url == "https://example.org/a"


def test_a_pdf_gives_the_text_of_its_pages_and_its_making_is_no_publication(one, make, flagged):
    found = one(make.pdf("First page", "Second page", Title="Report", CreationDate="D:20241120101500Z"))
    assert (found.media, found.text, found.title) == ("pdf", "First page\n\nSecond page", "Report")
    assert found.published_start is None
    assert flagged(found, "file made on 2024-11-20")


def test_a_word_document_gives_its_paragraphs_and_properties(one, make, flagged):
    core = (
        '<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:t="t"><dc:title>Memo</dc:title><dc:creator>Ann</dc:creator>'
        "<t:created>2024-11-22T00:00:00Z</t:created></cp:coreProperties>"
    )
    found = one(make.docx("One paragraph.", "And &lt;another&gt;.", core=core))
    assert (found.media, found.text) == ("docx", "One paragraph.\n\nAnd <another>.")
    assert (found.title, found.author, found.published_start) == ("Memo", "Ann", None)
    assert flagged(found, "file made on 2024-11-22")


MAIL = """\
From: Ann <ann@example.org>
To: bob@example.org
Subject: =?utf-8?B?w5Zs?= to the north
Date: Fri, 22 Nov 2024 10:00:00 +0100
Message-ID: <1@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=B

--B
Content-Type: multipart/alternative; boundary=C

--C
Content-Type: text/html; charset=utf-8

<p>html part</p>
--C
Content-Type: text/plain; charset=utf-8

The plain part.
--C--
--B
Content-Type: application/x-msdownload; name="run.exe"
Content-Disposition: attachment; filename="run.exe"
Content-Transfer-Encoding: base64

AAAA
--B--
"""


def test_what_a_page_hides_by_its_own_style_is_kept_and_told(one, make, flagged):
    head = "<style>/* .b */ @media print { .b { display: none } } .a, p.c { display : none } .x .y {opacity:0}</style>"
    found = one(make.html("<p class=a>Not seen.</p><p class=b>Seen.</p><p class=c>Nor this.</p>", head))
    assert found.text == "Not seen.\n\nSeen.\n\nNor this."
    assert flagged(found, "text that the page's own style hides, kept: 16 characters")
    off = one(
        make.html("<p>Seen.</p><p style='position:absolute; left:-9999px'>Aside.</p><p style='opacity:0.5'>Too.</p>")
    )
    assert off.text == "Seen.\n\nToo."
    assert flagged(off, "hidden text left out: 6 characters")


def test_hidden_text_of_a_word_document_is_left_out_and_told(one, make, flagged):
    run = "</w:t></w:r><w:r><w:rPr><w:vanish{}/></w:rPr><w:t>{}</w:t></w:r><w:r><w:t>"
    hidden, shown = run.format("", "not this"), run.format(' w:val="0"', " and this")
    found = one(make.docx(f"Seen{hidden} too{shown}."))
    assert found.text == "Seen too and this."
    assert flagged(found, "hidden text left out: 7 characters")


def test_letters_that_were_encoded_twice_are_told(one, flagged):
    assert flagged(
        one("The Caf\u00c3\u00a9 of the port was shut, the minister said on Friday, as before."), "'Caf\u00c3\u00a9'"
    )
    assert one("The Caf\u00e9 of the port was shut, the minister said on Friday, \u00c3 and \u00e2 too.").flags == ()


def test_a_mail_gives_its_text_part_and_names_what_is_attached(one, flagged):
    found = one(MAIL)
    assert (found.media, found.text, found.title) == ("eml", "The plain part.", "Öl to the north")
    assert (found.author, found.published_start) == ("Ann <ann@example.org>", "2024-11-22T09:00:00Z")
    assert found.captured_at is None
    assert flagged(found, "1 attachment, not opened: run.exe (application/x-msdownload, 3 bytes)")


def test_a_mail_without_a_text_part_gives_its_page(one, flagged):
    found = one(MAIL.replace("text/plain; charset=utf-8\n\nThe plain part.", "image/png\n\nx"))
    assert (found.media, found.text) == ("eml", "html part")
    assert flagged(found, "text of its HTML part")


def test_a_mail_inside_a_mail_is_a_document_with_its_own_sender_and_day(draw, flagged):
    inner = "From: Bo <bo@example.org>\nSubject: Inner\nDate: Wed, 20 Nov 2024 08:00:00 +0000\n\nThe inner text.\n"
    outer = MAIL.removesuffix("--B--\n") + f"--B\nContent-Type: message/rfc822\n\n{inner}\n--B--\n"
    first, second = draw(outer)
    assert (first.text, first.author) == ("The plain part.", "Ann <ann@example.org>")
    assert flagged(first, "1 mail inside it, each a document of its own")
    assert (second.text, second.author, second.title) == ("The inner text.", "Bo <bo@example.org>", "Inner")
    assert second.published_start == "2024-11-20T08:00:00Z"
    assert flagged(second, "came inside another mail, 'Öl to the north'")


def test_a_page_saved_as_mhtml_was_captured_when_it_was_saved(one):
    found = one(
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/a\nSubject: T\n"
        "Date: Fri, 22 Nov 2024 10:00:00 -0000\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n--B\n"
        "Content-Type: text/html\nContent-Location: https://example.org/a\n\n<p>The page.</p>\n--B--\n"
    )
    assert (found.media, found.text, found.url) == ("mhtml", "The page.", "https://example.org/a")
    assert (found.captured_at, found.published_start) == ("2024-11-22T10:00:00Z", None)


def test_every_page_of_a_warc_is_a_document_captured_when_its_record_says(draw, make):
    pages = [
        ("https://example.org/a", make.html("<p>Page a.")), ("https://example.org/b", make.pdf("Page b"),
         {"type": "application/pdf", "date": "2024-11-24T00:00:00Z"}),
        ("https://example.org/x.png", b"\x89PNG", {"type": "image/png"}),
        ("https://example.org/gone", b"gone", {"status": "404 Not Found"}),
    ]  # fmt: skip
    for is_packed in (True, False):
        a, b = draw(make.warc(*pages, is_packed=is_packed))
        assert (a.media, a.text, a.url, a.captured_at) == (
            "warc", "Page a.", "https://example.org/a", "2024-11-23T08:00:00Z"
        )  # fmt: skip
        assert (b.text, b.captured_at, b.outlet) == ("Page b", "2024-11-24T00:00:00Z", "example.org")


def test_an_archive_says_what_in_it_was_not_read(draw, make, flagged):
    pages = [
        ("https://example.org/a", make.html("<p>Page a.")),
        ("https://example.org/d", make.docx("Page d"), {"type": DOCX}),
        ("https://example.org/x.png", b"\x89PNG", {"type": "image/png"}),
        ("https://example.org/y.png", b"\x89PNG", {"type": "image/png"}),
        ("https://example.org/gone", b"gone", {"status": "404 Not Found"}),
        ("https://example.org/no", b"no", {"type": ""}),
    ]  # fmt: skip
    a, d = draw(make.warc(*pages))
    assert (a.text, d.text, d.media, a.flags) == ("Page a.", "Page d", "warc", ())
    assert d.flags == ("not read in the archive: type image/png 2, errors or redirections 1, no stated type 1",)


def test_a_page_cut_short_or_packed_in_an_unknown_way_says_so(draw, make, flagged):
    pages = [
        ("https://example.org/a", make.html("<p>Page a.")),
        ("https://example.org/b", make.html(f"<p>{'word ' * 99}")),
    ]
    whole = make.warc(*pages, is_packed=False)
    a, b = draw(whole[:-60])  # of which 4 part the record from the next
    assert a.flags == ()
    assert flagged(b, "broken off: 56 bytes of its record are not in the file")
    assert b.text.startswith("word word")
    (packed,) = draw(make.warc(("https://example.org/a", b"\x8b\x05\x80Page\x03", {"packed": "zz"})))
    assert (packed.text, packed.url) == ("", "https://example.org/a")
    assert packed.flags == ("packed (zz): not read", "no text")


def test_a_wacz_names_the_pages_that_it_lists_and_does_not_hold(draw, make, flagged):
    content = make.warc(("https://example.org/a", make.html("<p>A.")))
    a, told = draw(make.wacz(content, [("https://example.org/a", "A"), ("https://example.org/b", "B")]))
    assert (a.text, told.text) == ("A.", "")
    assert flagged(told, "pages that its list names and it does not hold: https://example.org/b")


def test_a_wacz_gives_the_pages_it_lists_and_says_where_its_hashes_do_not_hold(draw, make, flagged):
    content = make.warc(
        ("https://example.org/a", make.html("<p>A.")), ("https://ads.example.org/", make.html("<p>Ad."))
    )
    (found,) = draw(make.wacz(content, [("https://example.org/a", "Listed")]))
    assert (found.media, found.text) == ("wacz", "A.")
    assert not flagged(found, "list of hashes")
    assert len(draw(make.wacz(content))) == 2  # no list: every page
    (false,) = draw(make.wacz(content, [("https://example.org/a", "Listed")], is_true=False))
    assert flagged(false, "not as its own list of hashes says: archive/data.warc.gz")


def test_lines_at_the_head_of_a_text_say_what_it_is(one):
    found = one("Title: Oil\nOutlet: Agency\nDate: 22 November 2024\nURL: https://example.org/a\n\nThe text of it.\n")
    assert (found.title, found.outlet, found.url, found.text) == (
        "Oil",
        "Agency",
        "https://example.org/a",
        "The text of it.",
    )
    assert (found.published_start, found.published_end) == ("2024-11-22T00:00:00Z", "2024-11-23T00:00:00Z")
    assert one("Title: Oil\nSpokesman: we said no\n\nMore.").title is None  # not all of them are known: it is text


@pytest.mark.parametrize(
    ("words", "interval"),
    [
        ("2024-11", ("2024-11-01T00:00:00Z", "2024-12-01T00:00:00Z")),
        ("November 22, 2024", ("2024-11-22T00:00:00Z", "2024-11-23T00:00:00Z")),
        ("2024-11-22T23:30Z", ("2024-11-22T23:30:00Z", "2024-11-22T23:31:00Z")),
        ("Fri, 22 Nov 2024 10:00:00 +0900", ("2024-11-22T01:00:00Z", "2024-11-22T01:00:01Z")),
        ("2024-11-22T00:00:00Z", ("2024-11-22T00:00:00Z", "2024-11-23T00:00:00Z")),  # how software writes a day
        ("2024-11-22T00:00:00", ("2024-11-22T00:00:00Z", "2024-11-23T00:00:00Z")),
        ("2024-11-22T00:00:00+09:00", ("2024-11-21T15:00:00Z", "2024-11-22T15:00:00Z")),
        ("20241122", ("2024-11-22T00:00:00Z", "2024-11-23T00:00:00Z")),
        ("2024-02-30", None),
        ("yesterday", None),
        ("0024-11-22", None),
    ],
)
def test_a_date_is_as_wide_as_it_is_written(words, interval):
    assert read_published(words) == interval


def test_a_clock_time_without_a_zone_is_as_wide_as_all_zones_allow():
    start, end = read_published("2024-11-22T12:00:00")
    assert (start, end) == ("2024-11-21T22:00:00Z", "2024-11-23T00:00:00Z")  # UTC+14 to UTC-12


def test_an_article_that_is_all_of_its_page_leaves_nothing_out_to_tell_of(one, make, flagged):
    whole = one(make.html(f"<nav>Home News</nav><article><p>{make.article}</article>"))
    assert not flagged(whole, "text of its article")
    assert flagged(one(make.html(f"<article><p>{make.article}</article><p>Also read this")), "text of its article")
