"""The bundled case is read to its last row; figures counted by hand in the files."""

from pathlib import Path

import pytest

from fairlead import formats

EXAMPLE = Path(__file__).parents[2] / "examples" / "dprk-oil-2024"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "case-dprk-oil"
ROWS = {
    "places": 16, "vessels": 46, "sightings": 54, "conversions": 21, "measured_transfers": 8, "official_reports": 27,
    "claims": 51, "legal_measures": 26, "published_assessments": 17,
}  # fmt: skip
SHARED_NAME = {"published_assessments": "poe_deliveries"}
SHARED_ROWS = ROWS | {"claims": 36}  # C54 to C69 are the bundled case's own


def rows(kind):
    path = EXAMPLE / f"{kind}.csv"
    return {r.get("label"): r for r in formats.read(path, path.name, kind, "evidence:1").rows.to_pylist()}


@pytest.mark.parametrize("kind", ROWS)
def test_every_row_is_kept_but_one_claim(kind):
    path = EXAMPLE / f"{kind}.csv"
    assert formats.sniff(path, path.name).kind == kind
    found = formats.read(path, path.name, kind, "evidence:1")
    refused = [r["label"] for r in found.rejects.to_pylist()]
    assert found.rows_in == ROWS[kind]
    assert refused == (["C05"] if kind == "claims" else [])


def test_265_rows_are_kept_of_266():
    found = [formats.read(EXAMPLE / f"{k}.csv", k, k, "evidence:1") for k in ROWS]
    assert (sum(f.rows_in for f in found), sum(f.rows.num_rows for f in found)) == (266, 265)


def test_a_million_barrels_in_56000_tonnes_is_refused_with_its_ratio():
    path = EXAMPLE / "claims.csv"
    (reject,) = formats.read(path, "claims.csv", "claims", "evidence:1").rejects.to_pylist()
    assert reject["row"] == 5
    assert "17.9 barrels per tonne, outside 5.5 to 12" in reject["reason"]
    assert "56,000 tonnes" in reject["raw"]


@pytest.mark.parametrize("kind", ROWS)
def test_the_kind_is_told_by_content_whatever_the_file_is_called(kind):
    path = SHARED / f"{SHARED_NAME.get(kind, kind)}.csv"
    if not path.exists():
        pytest.skip("the shared reference data is not beside the repository")
    assert formats.sniff(path, "some name.txt").kind == kind
    assert formats.read(path, "some name.txt", kind, "evidence:1").rows_in == SHARED_ROWS[kind]


@pytest.mark.parametrize(
    ("label", "hulls", "members", "out_of", "lengths"),
    [
        ("S01", 1, [], None, []),
        ("S03", 5, ["S01", "S02"], None, []),
        ("S04", 2, [], 5, []),
        ("S25", 1, [], None, []),
        ("S38", 1, [], None, [90.0]),
        ("S41", 1, [], None, []),
        ("S42", 3, [], None, []),
        ("S43", 3, [], None, [95.0, 85.0, 60.0]),
        ("S49", 1, [], None, []),
        ("S54", 0, [], None, []),
    ],
)
def test_group_sightings_keep_their_counts(label, hulls, members, out_of, lengths):
    row = rows("sightings")[label]
    assert (row["hulls"], row["members"], row["out_of"], row["lengths_m"]) == (hulls, members, out_of, lengths)


def test_what_a_sighting_says_of_time_and_place_stays_as_written():
    row = rows("sightings")["S20"]
    assert (row["date_start"], row["time_local"], row["zone_words"]) == (
        "2024-10-20", "03:00", "local time at the port, UTC+10",
    )  # fmt: skip
    assert row["place_words"] == "about 800 m off the oil pier, Vostochny"
    assert row["position_uncertainty_km"] == 0.5
    assert rows("sightings")["S26"]["date_start"] == "2025-07"
    assert rows("sightings")["S30"]["reported_date"] == "2018-08 (day from memory 21)"


def test_eleven_sightings_have_no_name():
    unnamed = [label for label, r in rows("sightings").items() if r["vessel_name"] is None]
    assert unnamed == ["S03", "S04", "S25", "S38", "S39", "S40", "S41", "S42", "S43", "S49", "S54"]


def test_names_are_told_from_descriptions():
    v = rows("vessels")
    assert v["V10"]["other_names"] == ["WOO JEONG"]
    assert v["V11"]["other_names"] == ["SAEBYOL", "CHONG RIM 2"]
    assert v["V42"]["other_names"] == []
    assert v["V42"]["other_names_words"] == "false identity used by KINGSWAY (UN-listed)"
    assert v["V42"]["name"] == "Apex / Shun Fa"


def test_flags_are_states_and_keep_their_words():
    v = rows("vessels")
    assert (v["V01"]["flag"], v["V35"]["flag"], v["V37"]["flag"]) == ("KP", "PA", "RU")
    assert (v["V44"]["flag"], v["V44"]["flag_words"]) == ("SL", "Sierra Leone (2021)")
    assert v["V39"]["flag"] is None


def test_the_length_of_ocean_sky_is_taken_from_its_remark():
    lengths = {label: r["length_m"] for label, r in rows("vessels").items() if r["length_m"] is not None}
    assert lengths == {"V44": 99.9}


def test_points_of_the_world_port_index_are_good_to_an_arc_minute():
    p = rows("places")
    assert p["P01"]["precision_km"] == 1.852
    assert p["P07"]["precision_km"] == 1.852
    assert p["P06"]["precision_km"] == 5
    assert p["P12"]["precision_km"] == 3
    assert (p["P11"]["lat"], p["P11"]["precision_km"]) == (None, None)
    assert p["P09"]["other_names"] == ["Najin", "Rason"]


def test_payload_and_condition_are_no_deadweight():
    m = rows("measured_transfers")
    assert (m["M01"]["giver_dwt_t"], m["M01"]["giver_payload_t"]) == (None, 7849)
    assert (m["M01"]["receiver_dwt_t"], m["M01"]["receiver_dwt_condition"]) == (2070, "if it is Kum Un San 3")
    assert m["M04"]["share_words"] == "1.304: impossible in one transfer"
    assert (m["M06"]["receiver_gt"], m["M06"]["receiver_dwt_t"]) == (962, None)


def test_the_two_kinds_of_cap_count_from_their_own_days():
    r = rows("legal_measures")
    assert [label for label, x in r.items() if x["is_cap"]] == ["R01", "R04"]
    assert (r["R01"]["period_anchor"], r["R03"]["period_anchor"]) == ("01-01", "01-01")
    assert r["R04"]["period_anchor"] == "12-22"
    assert (r["R04"]["limit_unit"], r["R04"]["limit_alternative"]) == ("barrel", "525,000 tons")
    assert r["R02"]["period_anchor"] == "fixed"
    assert r["R02"]["period_fixed_end"].isoformat() == "2018-01-01T00:00:00+00:00"
    assert (r["R11"]["effective_from"], r["R11"]["effective_words"]) == (None, "2016-11-30 (new); 2017-12-22 (used)")
    assert r["R01"]["alert_levels_pct"] == [75, 90, 95]


def test_assessments_keep_what_was_printed():
    d = rows("published_assessments")
    assert (d["D01"]["load_share_frac"], d["D03"]["load_share_frac"]) == (0.3333, 0.9)
    assert (d["D09"]["bbl_low"], d["D09"]["bbl_high"]) == (420_000, 1_260_000)
    assert (d["D13"]["bbl_per_day"], d["D13"]["bbl_low"]) == (1145, None)
    assert d["D12"]["tankers_words"] == "more than a dozen; Seatrade counts 6 listed + at least 9 others"


def test_ethane_and_a_printed_range_are_kept():
    path = EXAMPLE / "conversions.csv"
    found = formats.read(path, path.name, "conversions", "evidence:1").rows.to_pylist()
    assert [r["bbl_per_t"] for r in found if r["product"] == "Ethane"] == [16.85]
    (range_row,) = [r for r in found if r["bbl_per_t_high"] is not None]
    assert (range_row["bbl_per_t"], range_row["bbl_per_t_high"]) == (7.69, 8.33)


def test_official_periods_are_half_open():
    o = rows("official_reports")
    assert o["O01"]["period_end"].isoformat() == "2024-09-01T00:00:00+00:00"
    assert (o["O01"]["reporting_state"], o["O10"]["reporting_state"]) == ("all", "CN+RU")
    assert (o["O26"]["barrels"], o["O26"]["tonnes"]) == (None, 2136)


def test_claims_keep_stance_parties_and_coarse_dates():
    c = rows("claims")
    assert (c["C02"]["qty_low"], c["C02"]["qty_high"], c["C02"]["unit"]) == (43, 43, "trip")
    assert c["C35"]["stance"] == "neither confirm nor deny"
    assert (c["C25"]["said_start"].isoformat(), c["C25"]["said_end"].isoformat()) == (
        "2024-10-01T00:00:00+00:00", "2024-11-01T00:00:00+00:00",
    )  # fmt: skip
    assert c["C10"]["period_start"] is None
    assert c["C50"]["qty_low"] is None
