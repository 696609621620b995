"""Capture over https: the certificate must be one for the name that was asked, from somebody who is trusted."""

import hashlib
import shutil
import socket
import ssl
import subprocess
import threading

import pytest

from fairlead.case.capture import Policy, capture, why_not_global

PAGE = b"<!DOCTYPE html><title>A</title><p>The ministry said on Friday that a tanker left the port with oil."

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here to make certificates")


def openssl(folder, *args):
    subprocess.run(["openssl", *args], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """An authority, a certificate of it for example.org, and one that nobody signed."""
    folder = tmp_path_factory.mktemp("keys")
    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    ca = ("-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")
    openssl(folder, "req", "-x509", *new, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=A test", *ca)
    openssl(folder, "req", *new, "-keyout", "site.key", "-out", "site.csr", "-subj", "/CN=example.org")
    (folder / "names").write_text("subjectAltName=DNS:example.org\nauthorityKeyIdentifier=keyid\n")
    signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names")
    openssl(folder, "x509", "-req", "-in", "site.csr", "-out", "site.pem", *signed)
    alone = ("-addext", "subjectAltName=DNS:example.org")
    openssl(folder, "req", "-x509", *new, "-keyout", "own.key", "-out", "own.pem", "-subj", "/CN=example.org", *alone)
    return folder


@pytest.fixture
def site(keys):
    """Starts a site with a certificate; gives its port, and the names that it was asked under."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)
    asked = []

    def serve(context):
        connection, _ = listener.accept()
        try:
            with context.wrap_socket(connection, server_side=True) as secured:
                asked.append(secured.recv(1 << 16).decode())
                head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(PAGE)}\r\n\r\n"
                secured.sendall(head.encode() + PAGE)
        except OSError:
            connection.close()

    def start(name):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(keys / f"{name}.pem", keys / f"{name}.key")
        context.sni_callback = lambda _, host, __: asked.append(host)
        thread = threading.Thread(target=serve, args=(context,), daemon=True)
        thread.start()
        threads.append(thread)
        return listener.getsockname()[1], asked

    threads = []
    yield start
    listener.close()
    for thread in threads:
        thread.join(10)


def policy(keys, **changes):
    return Policy(
        **{"why_not": lambda a: None if a.is_loopback else why_not_global(a), "resolve": lambda h, p: ["127.0.0.1"],
           "seconds": 10.0, "context": lambda: ssl.create_default_context(cafile=keys / "ca.pem")} | changes
    )  # fmt: skip


def test_a_page_is_taken_over_https_at_the_pinned_address_under_its_own_name(keys, site):
    port, asked = site("site")
    got = capture(f"https://example.org:{port}/a?b=c", policy(keys))
    assert (got.reason, got.content) == (None, PAGE)
    assert asked[0] == "example.org"
    assert asked[1].startswith("GET /a?b=c HTTP/1.1\r\n")
    assert f"Host: example.org:{port}\r\n" in asked[1]
    (hop,) = got.record["hops"]
    der = ssl.PEM_cert_to_DER_cert((keys / "site.pem").read_text())
    assert hop["certificate_sha256"] == hashlib.sha256(der).hexdigest()
    assert hop["tls"] in ("TLSv1.2", "TLSv1.3")
    assert hop["address"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("name", "host", "words"),
    [
        ("site", "example.net", "certificate is not valid for 'example.net'"),
        ("own", "example.org", "self-signed certificate"),
    ],
)
def test_a_site_that_cannot_show_who_it_is_gives_nothing_and_is_told_nothing(keys, site, name, host, words):
    port, asked = site(name)
    got = capture(f"https://{host}:{port}/secret", policy(keys))
    assert got.content is None
    assert got.reason.startswith(f"{host}: no secure connection (")
    assert words in got.reason
    assert not any("secret" in one for one in asked)


def test_the_policy_that_is_used_trusts_no_authority_of_ours(keys, site):
    port, _ = site("site")
    got = capture(f"https://example.org:{port}/", policy(keys, context=Policy().context))
    assert got.content is None
    assert "unable to get local issuer certificate" in got.reason
