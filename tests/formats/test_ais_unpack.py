"""Packed files that are cut off or damaged: every whole line before that is given, and what is wrong is said."""

import gzip
import io
import zipfile
import zlib
from pathlib import Path

import pyarrow as pa
import pytest

from fairlead import formats
from fairlead.errors import EvidenceError
from fairlead.formats.ais_lines import read_report_lines
from fairlead.formats.ais_open import MEMBER_ROWS, open_streams

AIS = Path(__file__).parents[3] / "shared" / "data" / "ais" / "raw"
DANISH = AIS / "dma_csv_layout" / "aisdk-layout_2013-11-12.csv.gz"
has_samples = pytest.mark.skipif(not AIS.is_dir(), reason="the shared AIS samples are not beside the repository")

HEADER = "MMSI,BaseDateTime,LAT,LON\n"
LINES = [
    f"273000{i % 900:03d},2024-03-01T{i // 3600:02d}:{i // 60 % 60:02d}:{i % 60:02d},"
    f"{40 + i * 7919 % 9973 / 3000:.5f},{i * 104729 % 9967 / 90:.5f}\n"
    for i in range(9_000)
]
TEXT = (HEADER + "".join(LINES)).encode()


def streams(path):
    """Of each stream its member, its bytes, and what is wrong with it."""
    return [(s.member, b"".join(s.pieces), s.fault or s.pieces.fault) for s in open_streams(path)]


@pytest.fixture
def write(tmp_path):
    def write(content, name="f"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def zipped(*members, method=zipfile.ZIP_DEFLATED, is_streamed=False):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    held = Pipe() if is_streamed else io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return held.getvalue()


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.5, 0.999])
def test_a_gzip_that_is_cut_gives_its_whole_lines(write, kept):
    packed = gzip.compress(TEXT)
    part = packed[: int(kept * len(packed))]
    reached = zlib.decompressobj(31).decompress(part)  # the bytes that are there at all
    ((_, found, fault),) = streams(write(part))
    assert found == reached[: reached.rfind(b"\n") + 1]
    lines = found.count(b"\n")
    assert fault == (
        f"is cut off: its end is missing. Read up to byte {len(found):,} of what was packed, line {lines:,}"
        + (f"; line {lines + 1:,}, which is cut, is left out" if found != reached else "")
    )


@pytest.mark.parametrize("kept", [3, 9, 12])
def test_of_a_gzip_that_is_cut_in_its_header_nothing_is_read_and_that_is_said(write, kept):
    path = write(gzip.compress(TEXT)[:kept])
    assert streams(path) == [(None, b"", "is cut off: its end is missing; not one whole line of it could be read")]
    with pytest.raises(EvidenceError, match="not one whole line"):
        formats.sniff(path, "f.csv.gz")


def test_a_checksum_that_is_wrong_leaves_every_line_and_doubts_them_all(write):
    packed = gzip.compress(TEXT)
    ((_, found, fault),) = streams(write(packed[:-8] + bytes(4) + packed[-4:]))
    assert found == TEXT
    assert fault.startswith("is damaged: its checksum is not that of what it holds, which may be wrong anywhere.")


def test_bytes_that_are_wrong_in_the_middle_end_what_is_given_and_are_doubted(write):
    packed = bytearray(gzip.compress(TEXT))
    packed[len(packed) // 2 : len(packed) // 2 + 64] = b"\xff" * 64
    ((_, found, fault),) = streams(write(bytes(packed)))
    assert 0.4 * len(TEXT) < len(found) < 0.6 * len(TEXT)
    assert found[: len(found) // 2] == TEXT[: len(found) // 2]
    assert "is damaged (" in fault
    assert "may be wrong in places" in fault


def test_what_follows_a_gzip_and_is_none_is_left_out_and_zeros_are_nothing(write):
    packed = gzip.compress(TEXT)
    ((_, found, fault),) = streams(write(packed + b"more, but not packed"))
    assert found == TEXT
    assert fault.startswith("is followed by bytes that are not packed: these are left out")
    assert streams(write(packed + bytes(512))) == [(None, TEXT, None)]
    assert streams(write(packed + packed)) == [(None, TEXT + TEXT, None)]


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_zstandard_file_that_is_cut_gives_its_whole_lines(write, kept):
    packed = pa.Codec("zstd").compress(TEXT, asbytes=True)
    ((_, found, fault),) = streams(write(packed[: int(kept * len(packed))]))
    assert TEXT.startswith(found)
    assert found.endswith(b"\n")
    assert 0.5 * kept < len(found) / len(TEXT) < 1
    assert fault.startswith("is cut off: its end is missing. Read up to byte")


@pytest.mark.parametrize(
    ("method", "is_streamed"),
    [(zipfile.ZIP_DEFLATED, False), (zipfile.ZIP_DEFLATED, True), (zipfile.ZIP_STORED, False)],
)
def test_a_zip_without_its_end_gives_the_members_that_are_there(write, method, is_streamed):
    """Cut in its second member; and cut in its list of members, so that both are whole."""
    packed = zipped(("a.csv", HEADER + "".join(LINES[:100])), ("b.csv", TEXT), method=method, is_streamed=is_streamed)
    at = packed.index(b"b.csv")
    first, second, end = streams(write(packed[: at + (len(packed) - at) // 2]))
    assert first == ("a.csv", (HEADER + "".join(LINES[:100])).encode(), None)
    assert TEXT.startswith(second[1])
    assert 0.4 < len(second[1]) / len(TEXT) < 0.6
    assert second[2].startswith("is cut off: its end is missing. Read up to byte")
    assert end[2].startswith("is cut off or damaged: the archive's list of its members is missing")
    whole = streams(write(packed[: packed.index(b"PK\x01\x02")]))
    assert [(name, found) for name, found, _ in whole[:2]] == [("a.csv", first[1]), ("b.csv", TEXT)]
    assert [fault is None for _, _, fault in whole] == [True, True, False]


def test_a_member_that_is_damaged_leaves_those_behind_it(write):
    packed = bytearray(zipped(("a.csv", TEXT), ("b.csv", TEXT)))
    packed[5_000:5_064] = b"\xff" * 64
    for content in (packed, packed[: packed.index(b"PK\x01\x02")]):  # with its list of members, and without
        first, second, *_ = streams(write(bytes(content)))
        assert first[2].startswith("is damaged")
        assert second == ("b.csv", TEXT, None)


def test_rows_of_a_zip_without_its_end_walk_to_their_lines(write):
    packed = zipped(("a.csv", HEADER + "".join(LINES[:100])), ("b.csv", TEXT))
    path = write(packed[: int(0.7 * len(packed))])
    assert formats.sniff(path, "f.zip").kind == "marinecadastre"
    rows, last = 0, 0
    cut = r"^f\.zip: not all in it was read: b\.csv: is cut off: .*; its end: is cut off"
    with pytest.raises(EvidenceError, match=cut):  # noqa: PT012 - what came before stands
        for batch in formats.read_reports(path, "f.zip", "marinecadastre", "evidence:1"):
            rows += batch.rows_kept
            last = max([last, *batch.positions["row"].to_pylist()])
    line = last - MEMBER_ROWS
    assert rows == 100 + line - 1
    assert read_report_lines(path, "marinecadastre", [2, last]) == {
        2: f"a.csv, line 2: {LINES[0].strip()}",
        last: f"b.csv, line {line}: {LINES[line - 2].strip()}",
    }


@has_samples
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.77, 0.99])
def test_a_real_day_that_is_cut_gives_the_rows_of_its_whole_lines(write, kept):
    packed = DANISH.read_bytes()
    part = packed[: int(kept * len(packed))]
    whole_lines = zlib.decompressobj(31).decompress(part).count(b"\n")
    rows = 0
    with pytest.raises(EvidenceError, match=rf"^f\.csv\.gz: is cut off: .* line {whole_lines:,}"):  # noqa: PT012
        for batch in formats.read_reports(write(part), "f.csv.gz", "dma", "evidence:1"):
            rows += batch.rows_in
    assert rows == whole_lines - 1
