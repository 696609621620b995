"""Signatures are checked with the standard library alone, against the vectors of RFC 8032 and another implementation;
stamps are given by a small authority of our own (openssl), made for the test, on loopback."""

import base64
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import fairlead
from fairlead.case import signing
from fairlead.case.bundle import write_bundle
from fairlead.case.merge import merge
from fairlead.case.signing import ask_for_stamps, check_stamps, make_key, public_half, read_key, sign, want_stamps
from fairlead.case.verifier import GENESIS, Head, check_signed, check_signer, checkpoint, is_signed, parse_log, spell
from fairlead.errors import CaseError

# RFC 8032, section 7.1, tests 1 to 3: public key, message, signature.
VECTORS = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
        "655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
        "b00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
        "c027beceea1ec40a",
    ),
)
ORDER = 2**252 + 27742317777372353535851937790883648493


class TestASignatureFits:
    @pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
    def test_as_the_standard_says(self, key, message, signature):
        key, message, signature = (bytes.fromhex(x) for x in (key, message, signature))
        assert is_signed(key, signature, message)
        assert not is_signed(key, signature, message + b"\0")
        for at in (0, 31, 32, 63):
            assert not is_signed(key, signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :], message)
        again = int.from_bytes(signature[32:], "little") + ORDER  # the same share, spelled another way
        assert not is_signed(key, signature[:32] + again.to_bytes(32, "little"), message)

    def test_as_another_implementation_makes_it(self):
        for i in range(5):
            key = Ed25519PrivateKey.from_private_bytes(bytes([i]) * 32)
            message = b"x" * (i * 50)
            assert is_signed(key.public_key().public_bytes_raw(), key.sign(message), message)

    def test_no_key_that_fits_every_message(self):
        """The neutral element as key, the base point as nonce, share 1: the equation holds for anything."""
        one = (1).to_bytes(32, "little")
        base = bytes.fromhex("58" + "66" * 31)
        assert not is_signed(one, base + one, b"whatever")

    @pytest.mark.parametrize(
        "key", [b"", b"\xff" * 32, (2).to_bytes(32, "little"), (1 | 1 << 255).to_bytes(32, "little")]
    )
    def test_what_is_no_key_signs_nothing(self, key):
        """Too short; y above the prime; y that no point has (RFC 8032, 5.1.3); x = 0 said to be odd."""
        assert not is_signed(key, bytes(64), b"")


@pytest.fixture
def case(tmp_path, small):
    case = fairlead.new(tmp_path / "case", small.toml.encode())
    (tmp_path / "places.csv").write_text(small.places)
    case.add(tmp_path / "places.csv", by="ann")
    return case


@pytest.fixture
def key():
    return Ed25519PrivateKey.generate()


class TestALogIsSigned:
    def test_up_to_the_entry_before(self, case, key):
        count = case.head.count
        entry = sign(case.store, key, by="ann")
        good, problems = check_signed(case.store.log())
        assert problems == []
        assert [(s.signer, s.key, s.count, s.line) for s in good] == [("ann", public_half(key), count, entry.line)]
        assert check_signer(good, public_half(key), case.head.count) == []
        with pytest.raises(CaseError, match="nothing was entered since"):
            sign(case.store, key, by="ann")

    def test_what_came_after_is_said_and_is_no_fault(self, case, key, tmp_path, small):
        sign(case.store, key, by="ann")
        (tmp_path / "s.csv").write_text(small.sightings("S1"))
        case.add(tmp_path / "s.csv", by="bob")
        (note,) = check_signer(signing.signatures_of(case.store.log()), public_half(key), case.head.count)
        assert note.is_note
        assert f"{case.head.count - 3} entries came after" in note.words  # created, added, signed

    def test_another_key_is_missed(self, case, key):
        sign(case.store, key, by="ann")
        other = public_half(Ed25519PrivateKey.generate())
        (problem,) = check_signer(signing.signatures_of(case.store.log()), other, case.head.count)
        assert not problem.is_note

    def test_a_signature_under_another_name_does_not_fit(self, case, key):
        sign(case.store, key, by="ann")
        *lines, signed = case.store.log_path.read_bytes().splitlines(keepends=True)
        forged = parse_log(b"".join((*lines, signed.replace(b'"actor":"ann"', b'"actor":"bob"'))))
        assert [p.words for p in check_signed(forged)[1]] == ["the signature of bob does not fit: made up, or edited"]

    def test_a_log_made_anew_before_it_is_told(self, case, key):
        """Whoever edits an entry and chains all anew cannot make the signature again."""
        sign(case.store, key, by="ann")
        made, before = b"", GENESIS
        for entry in case.store.log().entries:
            said = {**entry.fields, "prev": before}
            if entry.action == "added":
                said["name"] = "another.csv"
            line = spell(said)
            before = parse_log(line + b"\n").head.hash
            made += line + b"\n"
        (problem,) = check_signed(parse_log(made))[1]
        assert "is of another log" in problem.words

    def test_one_that_is_no_signature_is_told(self, case):
        with case.store.writing() as sitting:
            of = {"count": sitting.head.count, "hash": sitting.head.hash}
            sitting.write("signed", "ann", of=of, key="zz", signature="")
        (problem,) = check_signed(case.store.log())[1]
        assert "cannot be read as a signature" in problem.words
        assert any("cannot be read as a signature" in str(p) for p in case.verify())

    def test_many_are_not_all_checked(self, case, key, monkeypatch):
        monkeypatch.setattr("fairlead.case.verifier.MOST_SIGNATURES", 1)
        sign(case.store, key, by="ann")
        sign(case.store, Ed25519PrivateKey.generate(), by="bob")
        good, (note,) = check_signed(case.store.log())
        assert [s.signer for s in good] == ["bob"]
        assert note.is_note

    def test_a_bundle_carries_it_and_its_own_program_checks_it(self, case, key, tmp_path):
        sign(case.store, key, by="ann")
        bundle = tmp_path / "case.zip"
        write_bundle(case.store, bundle, {}, made_by="fairlead 0")
        program = [sys.executable, "-I", "-S", signing.check_signed.__code__.co_filename, str(bundle)]

        def ask(*more):
            done = subprocess.run([*program, *more], capture_output=True, text=True, check=False)
            return done.returncode, done.stdout

        code, said = ask()
        assert code == 0
        assert f"by key {public_half(key)}, which calls itself ann" in said
        assert ask("--signed-by", public_half(key))[0] == 0
        code, said = ask("--signed-by", "0" * 64)
        assert code == 1
        assert "no signature by the key 0000" in said
        assert ask("--signed-by", "nonsense")[0] == 2

    def test_a_merge_leaves_it_with_the_log_it_is_of(self, case, key, tmp_path, small):
        write_bundle(case.store, tmp_path / "first.zip", {}, made_by="fairlead 0")
        (tmp_path / "s.csv").write_text(small.sightings("S1"))
        case.add(tmp_path / "s.csv", by="ann")
        sign(case.store, key, by="ann")
        write_bundle(case.store, tmp_path / "hers.zip", {}, made_by="fairlead 0")
        from fairlead.case.bundle import unpack

        unpack(tmp_path / "first.zip", tmp_path / "mine")
        mine = fairlead.open(tmp_path / "mine")
        merged = merge(mine.store, tmp_path / "hers.zip")
        assert [e.action for e, _ in merged.left] == ["signed"]
        assert check_signed(mine.store.log()) == ([], [])


class TestKeys:
    def test_are_readable_for_their_owner_alone_and_never_written_over(self, tmp_path):
        public = make_key(tmp_path / "key.pem")
        assert (tmp_path / "key.pem").stat().st_mode & 0o777 == 0o600
        assert public_half(read_key(tmp_path / "key.pem")) == public
        with pytest.raises(CaseError, match="never written over"):
            make_key(tmp_path / "key.pem")

    def test_may_be_locked(self, tmp_path):
        public = make_key(tmp_path / "key.pem", "open")
        for wrong in (None, "shut"):
            with pytest.raises(signing.WrongPassphraseError):
                read_key(tmp_path / "key.pem", wrong)
        assert public_half(read_key(tmp_path / "key.pem", "open")) == public

    @pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="no ssh-keygen here")
    def test_of_ssh_are_taken(self, tmp_path):
        made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "id")]
        subprocess.run(made, check=True)
        assert signing.public_key(str(tmp_path / "id.pub")) == public_half(read_key(tmp_path / "id"))

    @pytest.mark.parametrize("words", ["abc", "0" * 63, "/nowhere/key.pub"])
    def test_what_is_none_is_refused(self, words):
        with pytest.raises(CaseError, match="no public key"):
            signing.public_key(words)


# --------------------------------------------------------------------------------------------------------------- stamps

CONFIG = """
[tsa]
default_tsa = tsa
[tsa_extensions]
extendedKeyUsage = critical,timeStamping
[middle_extensions]
basicConstraints = critical,CA:TRUE
[tsa]
serial = {folder}/serial
signer_cert = {folder}/{signer}.pem
certs = {folder}/chain.pem
signer_key = {folder}/{signer}.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_chain = no
"""


def openssl(folder, *args):
    subprocess.run(["openssl", *args], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority_keys(tmp_path_factory):
    """A root, an authority between, and who stamps; and another root of the same name, which issued nothing."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here to be a time-stamping authority")
    folder = tmp_path_factory.mktemp("authority")
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder, signer="tsa"))
    (folder / "serial").write_text("01\n")
    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    ca = ("-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")
    for name in ("root", "namesake"):
        openssl(
            folder,
            "req",
            "-x509",
            *new,
            "-days",
            "2",
            "-keyout",
            f"{name}.key",
            "-out",
            f"{name}.pem",
            "-subj",
            "/CN=A root",
            *ca,
        )
    for name, by, extensions in (("middle", "root", "middle_extensions"), ("tsa", "middle", "tsa_extensions")):
        openssl(folder, "req", *new, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN=A test {name}")
        issued = ("-CA", f"{by}.pem", "-CAkey", f"{by}.key", "-CAcreateserial", "-days", "2", "-extfile", "tsa.cnf")
        openssl(folder, "x509", "-req", "-in", f"{name}.csr", "-out", f"{name}.pem", *issued, "-extensions", extensions)
    (folder / "chain.pem").write_bytes((folder / "middle.pem").read_bytes())
    return folder


@pytest.fixture
def authority(authority_keys, tmp_path):
    """A time-stamping server on loopback; ``answer`` may be replaced by what is answered to any request."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            (tmp_path / "q").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            server.asked.append(self.headers["Content-Type"])
            if server.answer is None:
                asked = ("-queryfile", str(tmp_path / "q"), "-config", "tsa.cnf", "-out", str(tmp_path / "r"))
                openssl(authority_keys, "ts", "-reply", *asked)
            body = server.answer if server.answer is not None else (tmp_path / "r").read_bytes()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.answer, server.asked = None, []
    server.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


class TestALogIsStamped:
    def test_and_the_stamp_rests_on_the_root_that_was_given(self, case, authority, authority_keys):
        count = case.head.count
        want_stamps(case.store, [authority.url], by="ann")
        done = ask_for_stamps(case.store, authority_keys / "root.pem", by="ann")
        assert done.waiting == []
        (stamp,) = done.stamps
        assert (stamp.count, stamp.authority) == (count, "CN=A test tsa")
        shown = ["openssl", "x509", "-in", "root.pem", "-noout", "-fingerprint", "-sha256"]
        said = subprocess.run(shown, cwd=authority_keys, check=True, capture_output=True, text=True).stdout
        assert said.strip().partition("=")[2].replace(":", "").lower() in stamp.root
        assert authority.asked == ["application/timestamp-query"]
        log = case.store.log()
        assert check_signed(log) == ([], [])
        assert check_stamps(log) == ([stamp], [])
        assert case.verify() == []
        assert ask_for_stamps(case.store, authority_keys / "root.pem").stamps == []  # nothing waits any more
        assert len(authority.asked) == 1

    def test_openssl_holds_it_true(self, case, authority, authority_keys, tmp_path):
        """Another reader than the one that took it."""
        want_stamps(case.store, [authority.url])
        ask_for_stamps(case.store, authority_keys / "root.pem")
        (entry,) = case.store.log().of("stamped")
        (tmp_path / "r").write_bytes(base64.b64decode(entry.fields["response"]))
        (tmp_path / "data").write_bytes(checkpoint(Head(**entry.fields["of"])))
        openssl(
            authority_keys,
            "ts",
            "-verify",
            "-in",
            str(tmp_path / "r"),
            "-data",
            str(tmp_path / "data"),
            "-CAfile",
            "root.pem",
        )

    def test_an_authority_that_cannot_be_reached_is_asked_next_time(self, case, authority, authority_keys):
        gone = "http://127.0.0.1:9/"
        want_stamps(case.store, [authority.url, gone, gone])
        done = ask_for_stamps(case.store, authority_keys / "root.pem")
        assert len(done.stamps) == 1
        assert [url for url, _ in done.waiting] == [gone]
        assert [url for url, _ in ask_for_stamps(case.store, authority_keys / "root.pem").waiting] == [gone]
        want_stamps(case.store, [gone])  # the state is the same: it waits once
        assert len(case.store.log().of("stamp wanted")) == 2

    def test_a_root_of_the_same_name_is_not_enough(self, case, authority, authority_keys):
        want_stamps(case.store, [authority.url])
        ((_, why),) = ask_for_stamps(case.store, authority_keys / "namesake.pem").waiting
        assert "no stamp that holds" in why
        assert case.store.log().of("stamped") == []

    def test_nobody_is_trusted_who_is_not_named(self, case, authority):
        want_stamps(case.store, [authority.url])
        ((_, why),) = ask_for_stamps(case.store).waiting
        assert "--roots" in why

    @pytest.mark.parametrize("answer", [b"", b"<html>", bytes(1 << 17), b"0\x820"])
    def test_an_answer_that_is_none_is_not_kept(self, case, authority, authority_keys, answer):
        authority.answer = answer
        want_stamps(case.store, [authority.url])
        done = ask_for_stamps(case.store, authority_keys / "root.pem")
        assert (done.stamps, len(done.waiting)) == ([], 1)

    def test_a_refusal_is_told_in_its_own_words(self, case, authority, authority_keys):
        authority.answer = bytes.fromhex("3016 3014 020102 300f 0c0d") + b"come tomorrow"
        want_stamps(case.store, [authority.url])
        ((_, why),) = ask_for_stamps(case.store, authority_keys / "root.pem").waiting
        assert "come tomorrow" in why

    def test_an_old_answer_to_another_question_is_not_kept(self, case, authority, authority_keys, tmp_path, small):
        want_stamps(case.store, [authority.url])
        ask_for_stamps(case.store, authority_keys / "root.pem")
        authority.answer = base64.b64decode(case.store.log().of("stamped")[0].fields["response"])
        (tmp_path / "s.csv").write_text(small.sightings("S1"))
        case.add(tmp_path / "s.csv")
        want_stamps(case.store, [authority.url])
        assert len(ask_for_stamps(case.store, authority_keys / "root.pem").waiting) == 1

    def test_one_put_on_another_log_is_told(self, case, authority, authority_keys):
        want_stamps(case.store, [authority.url])
        ask_for_stamps(case.store, authority_keys / "root.pem")
        said = case.store.log().of("stamped")[0].said
        with case.store.writing() as sitting:
            of = {"count": sitting.head.count, "hash": sitting.head.hash}
            kept = {k: said[k] for k in ("authority", "response", "roots")}
            sitting.write("stamped", "mallory", of=of, **kept)
        assert "is of something else" in check_signed(case.store.log())[1][0].words
        assert "does not hold" in check_stamps(case.store.log())[1][0].words

    def test_without_the_extra_it_is_said_and_no_fault(self, case, authority, authority_keys, monkeypatch):
        want_stamps(case.store, [authority.url])
        ask_for_stamps(case.store, authority_keys / "root.pem")
        monkeypatch.setitem(sys.modules, "rfc3161_client", None)
        (note,) = case.verify()
        assert note.is_note
        assert "fairlead[signing]" in note.words

    def test_a_place_that_is_no_address_is_refused(self, case):
        with pytest.raises(CaseError, match="no address"):
            want_stamps(case.store, ["tsa.example.org"])
