"""Originals are handed out to be saved and are nobody's page."""

import hashlib

import fairlead
from fairlead.web.originals import disposition
from tests.web.conftest import client_of

HOSTILE = b"<!doctype html><html><body><script>fetch('/api/case')</script>"
HOSTILE += b"<p>Some text of an article, long enough.</p></body></html>"


def test_the_bytes_are_those_that_were_added(shown, bundled):
    for e in shown.get("/api/evidence").json():
        answer = shown.get(f"/api/evidence/{e['id']}/original")
        assert hashlib.sha256(answer.content).hexdigest() == e["sha256"]


def test_a_hostile_page_is_bytes_to_be_saved(tmp_path):
    case = fairlead.new(tmp_path / "case")
    (tmp_path / "evil.html").write_bytes(HOSTILE)
    case.add(tmp_path / "evil.html")
    case.run()
    client = client_of(case)
    (page,) = [e for e in client.get("/api/evidence").json() if e["name"] == "evil.html"]
    answer = client.get(f"/api/evidence/{page['id']}/original")
    assert answer.content == HOSTILE
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    lines = client.get(f"/api/evidence/{page['id']}/lines").json()
    assert "<script>" in "".join(lines["lines"].values())  # as text in JSON; the page writes it as text


def test_a_file_that_no_run_has_read_yet_is_listed_shown_and_handed_out(case, tmp_path):
    (tmp_path / "later.csv").write_text(
        "vessel_id,name,type,flag,dwt,source_url\nX9,Later,oil tanker,DPRK,1000,https://example.org/a\n"
    )
    case.add(tmp_path / "later.csv")
    client = client_of(case)
    listed = {e["name"]: e for e in client.get("/api/evidence").json()}
    assert [name for name, e in listed.items() if not e["is_read"]] == ["later.csv"]
    assert listed["claims.csv"]["rows_kept"] == 50
    later = f"/api/evidence/{listed['later.csv']['id']}"
    assert client.get(f"{later}/lines").json()["lines"]["2"].startswith("X9,Later")
    assert client.get(f"{later}/original").content == (tmp_path / "later.csv").read_bytes()


def test_a_table_that_cannot_be_read_hides_no_file(case):
    (case.path / "tables" / "claims.parquet").write_bytes(b"PAR1")
    listed = {e["name"]: e for e in client_of(case).get("/api/evidence").json()}
    assert "claims" not in listed["claims.csv"]["rests"]
    assert listed["sightings.csv"]["rests"]["sightings"] == 54


def test_what_rests_on_a_file_is_counted(shown, bundled):
    (claims,) = [e for e in shown.get("/api/evidence").json() if e["name"] == "claims.csv"]
    assert claims["rests"]["claims"] == bundled.table("claims").num_rows == 50
    assert claims["rows_rejected"] == 1


def test_a_name_cannot_break_out_of_its_header():
    assert (
        disposition('a"; x=\r\ny.csv')
        == "attachment; filename=\"a__ x___y.csv\"; filename*=UTF-8''a%22%3B%20x%3D%0D%0Ay.csv"
    )
    assert disposition("유선.csv").isascii()
