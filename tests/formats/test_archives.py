"""Members of archives: safe ones by name and bytes, the rest by reason; nothing touches the disk."""

import gzip
import io
import tarfile
import zipfile

import pytest

from fairlead import formats
from fairlead.errors import EvidenceError
from fairlead.formats import archives


def zipped(*members, mode=None, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as z:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = compression
            if mode:
                info.external_attr = mode << 16
            z.writestr(info, data)
    return out.getvalue()


def tarred(*members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        for member, data in members:
            info = member if isinstance(member, tarfile.TarInfo) else tarfile.TarInfo(member)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def link(name, target, kind=tarfile.SYMTYPE):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def read(path):
    return {m.name: m.data if m.reason is None else m.reason for m in formats.members(path, "a.zip")}


@pytest.mark.parametrize("pack", [zipped, tarred, lambda *m: gzip.compress(tarred(*m))])
def test_members_come_with_their_bytes(file, pack):
    path = file(pack(("a.csv", b"1"), ("folder/b.csv", b"22")))
    assert formats.is_archive(path)
    assert read(path) == {"a.csv": b"1", "folder/b.csv": b"22"}


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../evil.csv", "'..' in its path"),
        ("a/../../evil.csv", "'..' in its path"),
        ("a\\..\\evil.csv", "'..' in its path"),
        ("/etc/passwd", "absolute path"),
        ("\\\\host\\share", "absolute path"),
        ("C:\\evil.csv", "absolute path"),
        ("a\u202evsc.exe", "cannot be seen"),
        ("a\nb.csv", "cannot be seen"),
    ],
)
def test_a_name_that_leaves_the_archive_is_refused_and_the_rest_stays(file, pack, name, reason):
    found = read(file(pack((name, b"x"), ("good.csv", b"1"))))
    assert reason in found[name]
    assert found["good.csv"] == b"1"


def test_links_and_devices_are_refused(file):
    found = read(
        file(
            tarred(
                (link("l.csv", "/etc/passwd"), b""),
                (link("h.csv", "good.csv", tarfile.LNKTYPE), b""),
                (link("d.csv", "", tarfile.CHRTYPE), b""),
                ("good.csv", b"1"),
            )
        )
    )
    assert found.pop("good.csv") == b"1"
    assert set(found.values()) == {"is a link or a device, not a file"}
    assert read(file(zipped(("l.csv", b"/etc/passwd"), mode=0o120777))) == {
        "l.csv": "is a link or a device, not a file"
    }


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_name_that_occurs_twice_is_taken_once(file, pack):
    found = list(formats.members(file(pack(("a.csv", b"1"), ("A.csv", b"2"))), "a.zip"))
    assert [(m.data, m.reason is None) for m in found] == [(b"1", True), (None, False)]


def test_a_bomb_is_refused_by_its_ratio(file):
    found = read(file(zipped(("zeros.csv", bytes(8 << 20)), ("good.csv", b"1"))))
    assert "tighter than any table" in found["zeros.csv"]
    assert found["good.csv"] == b"1"
    with pytest.raises(EvidenceError, match="tighter than any table is packed"):
        read(file(gzip.compress(tarred(("zeros.csv", bytes(8 << 20))))))


def test_a_bomb_does_not_take_the_good_members_with_it(file, monkeypatch):
    monkeypatch.setattr(archives, "LARGEST_TOTAL", 4 << 20)
    found = read(file(zipped(("zeros.csv", bytes(8 << 20)), ("good.csv", b"1"))))
    assert found["good.csv"] == b"1"


def test_sizes_and_counts_have_limits(file, monkeypatch):
    monkeypatch.setattr(archives, "LARGEST_MEMBER", 10)
    assert "more than 10" in read(file(zipped(("a.csv", b"x" * 11))))["a.csv"]
    assert "more than 10" in read(file(tarred(("a.csv", b"x" * 11))))["a.csv"]
    monkeypatch.setattr(archives, "MOST_MEMBERS", 1)
    for pack in (zipped, tarred):
        with pytest.raises(EvidenceError, match="more than 1 members"):
            read(file(pack(("a.csv", b"1"), ("b.csv", b"2"))))
    monkeypatch.setattr(archives, "MOST_MEMBERS", 9)
    monkeypatch.setattr(archives, "LARGEST_TOTAL", 5)
    with pytest.raises(EvidenceError, match="would unpack to 6 bytes"):
        read(file(zipped(("a.csv", b"123"), ("b.csv", b"456"))))


def test_an_archive_inside_an_archive_is_refused_and_a_workbook_is_not(file):
    workbook = zipped(("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>"))
    found = read(
        file(zipped(("in.zip", zipped(("a.csv", b"1"))), ("in.tar.gz", gzip.compress(b"x")), ("b.xlsx", workbook)))
    )
    assert "archive inside an archive" in found["in.zip"]
    assert "archive inside an archive" in found["in.tar.gz"]
    assert found["b.xlsx"] == workbook
    assert not formats.is_archive(file(workbook))


def test_a_damaged_member_is_refused_and_the_rest_stays(file):
    data = bytearray(zipped(("a.csv", b"first"), ("b.csv", b"second"), compression=zipfile.ZIP_STORED))
    data[data.index(b"first")] ^= 1
    found = read(file(bytes(data)))
    assert found["a.csv"].startswith("is damaged")
    assert found["b.csv"] == b"second"


def test_a_member_under_a_password_is_refused(file):
    data = bytearray(zipped(("a.csv", b"1")))
    data[6] |= 1  # general purpose flag, local header
    data[data.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    assert "protected by a password" in read(file(bytes(data)))["a.csv"]


@pytest.mark.parametrize("cut", [600, 1500])
def test_a_tar_cut_inside_a_member_is_refused(file, cut):
    with pytest.raises(EvidenceError, match="a.zip: is a broken tar archive"):
        read(file(tarred(("a.csv", b"x" * 600), ("b.csv", b"y" * 600))[:cut]))


def test_a_zip_cut_short_is_refused(file):
    with pytest.raises(EvidenceError, match="broken ZIP archive"):
        read(file(zipped(("a.csv", b"1" * 100))[:-10]))


def test_what_is_no_archive_is_said(file):
    assert not formats.is_archive(file(b"a,b\n1,2\n"))
    with pytest.raises(EvidenceError, match="is no ZIP, tar, tar.gz or tar.xz archive"):
        read(file(b"a,b\n1,2\n"))
    assert not formats.is_archive(file(gzip.compress(b"a,b\n1,2\n")))
