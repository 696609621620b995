"""Documents made in the tests: each in the bytes a program would write, with one fault where a test wants one."""

import gc
import io
import json
import warnings
import zipfile
from hashlib import sha256
from types import SimpleNamespace

import pytest
from pypdf import PdfReader, PdfWriter
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from fairlead.formats.documents.reader import draw_documents
from fairlead.formats.documents.sandbox import Sandbox

ARTICLE = "The ministry said on Friday that a tanker of the fleet had left the port with oil for the north."


def html(body=f"<p>{ARTICLE}</p>", head="<title>A tanker leaves</title>", lang="en"):
    return (
        f"<!DOCTYPE html><html lang={lang}><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()
    )


def pdf(*pages, password=None, **about):
    """A PDF whose pages hold a line of text each, or nothing."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    kids = []
    for text in pages:
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET" if text else ""
        kids.append(len(objects) + 1)
        font = "<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {len(objects) + 2} 0 R/Resources{font}>>"
        )
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{k} 0 R' for k in kids)}]>>"
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj{body}endobj\n".encode()
    table = "".join(f"{at:010d} 00000 n \n" for at in places)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode()
    if password is None and not about:
        return out
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(out)))
    writer.add_metadata({f"/{k}": v for k, v in about.items()})
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(*paragraphs, before="", core=None):
    body = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        xml = f'<?xml version="1.0"?>{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", xml)
        if core:
            archive.writestr("docProps/core.xml", core)
    return made.getvalue()


def warc(*pages, is_packed=True):
    """A WARC of answers: address, content, and what differs from a plain page."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # warcio leaves its temporary files to the collector
        made = _warc(pages, is_packed)
        gc.collect()
    return made


def _warc(pages, is_packed):
    made = io.BytesIO()
    writer = WARCWriter(made, gzip=is_packed)
    for url, content, *other in pages:
        about = {"type": "text/html", "status": "200 OK", "date": "2024-11-23T08:00:00Z"} | (other[0] if other else {})
        said = [("Content-Type", about["type"]), *([("Content-Encoding", p)] if (p := about.get("packed")) else [])]
        headers = StatusAndHeaders(about["status"], said, protocol="HTTP/1.1")
        record = writer.create_warc_record(
            url, "response", payload=io.BytesIO(content), http_headers=headers,
            warc_headers_dict={"WARC-Date": about["date"]},
        )  # fmt: skip
        writer.write_record(record)
    return made.getvalue()


def wacz(content, listed=(), is_true=True):
    """A WACZ of one WARC, with a list of pages and a list of hashes."""
    made = io.BytesIO()
    digest = sha256(content if is_true else b"").hexdigest()
    resources = [{"path": "archive/data.warc.gz", "hash": f"sha256:{digest}"}]
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("datapackage.json", json.dumps({"profile": "data-package", "resources": resources}))
        archive.writestr("archive/data.warc.gz", content)
        lines = [{"format": "json-pages-1.0"}, *({"url": u, "title": t} for u, t in listed)]
        archive.writestr("pages/pages.jsonl", "\n".join(map(json.dumps, lines)))
    return made.getvalue()


@pytest.fixture(scope="session")
def sandbox():
    with Sandbox() as opened:
        yield opened


@pytest.fixture
def make():
    """Builders of documents."""
    return SimpleNamespace(html=html, pdf=pdf, docx=docx, warc=warc, wacz=wacz, article=ARTICLE)


@pytest.fixture
def draw(tmp_path, sandbox):
    """The documents of some bytes, drawn out as ``add`` does it."""

    def drawn(content, charset=None):
        path = tmp_path / "given"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return draw_documents(path, sandbox, charset).documents

    return drawn


@pytest.fixture
def one(draw):
    """The one document of some bytes."""

    def drawn(content, charset=None):
        (found,) = draw(content, charset)
        return found

    return drawn


def has(document, words):
    return any(words in flag for flag in document.flags)


@pytest.fixture
def flagged():
    return has
