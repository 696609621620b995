"""A file is opened only where it is a file, and its header is read as people write headers."""

import lzma
import os

import pytest

from fairlead import formats
from fairlead.errors import EvidenceError
from fairlead.formats.sheets import column_name


def reason(path):
    with pytest.raises(EvidenceError) as told:
        formats.sniff(path, "f.csv")
    return str(told.value)


def test_a_folder_a_pipe_and_a_missing_file_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert reason(tmp_path) == "f.csv: is a folder, not a file"
    assert reason(tmp_path / "pipe") == "f.csv: is a pipe, not a file"
    assert "No such file" in reason(tmp_path / "none")


@pytest.mark.parametrize("left", [6, 14, 40])
def test_a_table_packed_with_xz_that_is_cut_off_at_its_beginning_says_so(tmp_path, left):
    (tmp_path / "f").write_bytes(lzma.compress(b"list,name,imo\nmine,ALDER,\n" * 9)[:left])
    assert "cut off or damaged" in reason(tmp_path / "f")


def test_a_device_is_refused_unread():
    with pytest.raises(EvidenceError, match="is a device, not a file"):
        formats.sniff(formats.kinds.Path("/dev/zero"), "zero")


@pytest.mark.parametrize("cell", ["date_start", " Date start ", "DATE_START", "date-start", "Date  Start"])
def test_a_column_is_known_however_its_name_is_typed(cell):
    assert column_name(cell) == "date_start"
