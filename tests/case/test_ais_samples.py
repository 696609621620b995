"""Every file of AIS at hand, brought in as a person does: one folder, one ``add``; what becomes of each row is told."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

import fairlead

RAW = Path(__file__).parents[3] / "shared" / "data" / "ais" / "raw"
pytestmark = pytest.mark.skipif(not RAW.is_dir(), reason="the shared AIS samples are not beside the repository")

NO_AIS = {
    "gfw_api/event_item.json": "is JSON, but no reports of AIS that are known here, its objects having start, end",
    "gfw_api/vessel_item.json": "is JSON, but no reports of AIS that are known here, its objects having registryInfo",
}
"""An event and a ship as an API gives them: no reports of AIS; and how each is refused."""

LICENCE = "nmea/LICENSE.kystverket_NLOD.txt"
"""Lies beside the logs of a folder, and is no evidence."""


@pytest.fixture(scope="module")
def landed(tmp_path_factory):
    """The folder added, and run as far as the reports and the refusals."""
    case = fairlead.new(tmp_path_factory.mktemp("samples") / "case", b"format = 1\ntitle = 'AIS'\n")
    added = case.add([RAW])
    case.run(step="segments")
    return case, {one.name.removeprefix("raw/"): one for one in added}


def rows_of(path):
    """Data rows of a file by its own layout and nothing of the readers; None for NMEA, where a row is a message."""
    if path.suffix == ".zst":
        data = pa.input_stream(path, compression="zstd").read()
    else:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if path.parent.name == "nmea":
        return None
    lines = data.decode("utf-8-sig").splitlines()
    if path.suffix in (".json", ".jsonl"):
        if not data.startswith(b"["):
            return len(lines)
        objects = json.loads(data)
        return len(objects[1]) if isinstance(objects[1], list) else len(objects)
    return len(lines) - 1


def test_each_file_is_in_the_case_or_is_none_of_ais(landed):
    _, added = landed
    assert set(added) == {p.relative_to(RAW).as_posix() for p in RAW.rglob("*") if p.is_file()}
    refused = {name: one.words for name, one in added.items() if one.outcome == "refused"}
    assert set(refused) == set(NO_AIS)
    for name, words in NO_AIS.items():
        assert words in refused[name]
    assert {one.outcome for name, one in added.items() if name not in (*NO_AIS, LICENCE)} == {"added"}
    assert (added[LICENCE].outcome, [one for one in added.values() if one.kind == "documents"]) == ("left out", [])


@pytest.mark.parametrize("path", sorted(p for p in RAW.rglob("*") if p.is_file()), ids=lambda p: p.name)
def test_rows_in_are_kept_and_refused_and_every_refused_row_stands_with_its_reason(landed, path):
    case, added = landed
    one = added[path.relative_to(RAW).as_posix()]
    if one.outcome != "added":
        assert path.relative_to(RAW).as_posix() in (*NO_AIS, LICENCE)
        return
    assert one.rows_in == one.rows_kept + one.rows_rejected > 0
    assert rows_of(path) in (None, one.rows_in)
    reports = case.table("refused_reports")
    mine = Counter(r for e, r in zip(reports["evidence_id"].to_pylist(), reports["reason"].to_pylist(), strict=True)
                   if e == one.evidence_id)  # fmt: skip
    assert sum(mine.values()) == one.rows_rejected
    told = [r for r in case.table("rejects").to_pylist() if r["evidence_id"] == one.evidence_id]
    by_reason = {}
    for row in told:
        if row["scope"] == "reports":
            count, _, reason = row["reason"].partition(": ")
            by_reason[reason.rpartition(" (row ")[0]] = int(count.split()[0].replace(",", ""))
    assert {reason.partition("; say in [ais.mapping")[0]: n for reason, n in by_reason.items()} == dict(mine)
    assert not [r for r in told if r["scope"] == "file"]
