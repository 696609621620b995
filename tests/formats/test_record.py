"""Cells: dates, numbers, points, IMO numbers and what cannot be read."""

import pytest

from fairlead.formats.kinds import READERS
from fairlead.formats.record import Record, parse_number, read_date, split_remarks

HINT = "write YYYY, YYYY-MM or YYYY-MM-DD"


@pytest.mark.parametrize("name", READERS)
def test_every_column_of_a_kind_is_taken_out(name):
    kind = READERS[name]
    record = Record(dict.fromkeys(kind.columns, "1"))
    kind.take(record)
    assert record.rest == set()


@pytest.mark.parametrize("name", READERS)
def test_every_required_column_is_missed_when_blank(name):
    kind = READERS[name]
    for column in kind.required:
        record = Record({c: "1" for c in kind.required if c != column})
        kind.take(record)
        assert column in {c for c, _ in record.faults}


@pytest.mark.parametrize("name", READERS)
def test_a_row_fills_only_columns_of_its_table(name):
    kind = READERS[name]
    row = kind.take(Record({}))
    own = {kind.id_column, "evidence_id", "row"}
    of_documents = {
        "document_id", "quote_prefix", "quote_suffix", "quote_start", "text_sha256", "method", "reviewer",
        "rescinded",
    }  # fmt: skip
    assert set(row) | own == {c.name for c in kind.table.columns} - (of_documents if name == "claims" else set())


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        ("2024-02-31", f"date_start '2024-02-31' does not exist; {HINT}"),
        ("2024-13", f"date_start '2024-13' does not exist; {HINT}"),
        ("2023-02-29", f"date_start '2023-02-29' does not exist; {HINT}"),
        ("07/03/2024", f"date_start '07/03/2024' is not a date; {HINT}"),
        ("7 March 2024", f"date_start '7 March 2024' is not a date; {HINT}"),
        ("2024-3-7", f"date_start '2024-3-7' is not a date; {HINT}"),
        ("0204-03-07", "date_start '0204-03-07' names a year outside 1900 to 2100"),
        ("9999-12-31", f"date_start '9999-12-31' is not a date; {HINT}"),
        ("２０２４", f"date_start '２０２４' is not a date; {HINT}"),
        ("(unknown)", f"date_start '(unknown)' is not a date; {HINT}"),
        ("", "date_start is blank; every row needs it"),
    ],
)
def test_a_date_that_cannot_be_is_refused(refused, date, reason):
    assert refused("sightings", date_start=date) == reason


@pytest.mark.parametrize("date", ["2024", "2024-02", "2024-02-29", "1900", "2100-12-31"])
def test_a_date_of_any_precision_stays_as_written(kept, date):
    assert kept("sightings", date_start=date)["date_start"] == date


def test_start_after_end_is_refused(refused):
    assert "start '2024-03-22' lies after end '2024-03-07'" in refused(
        "sightings", date_start="2024-03-22", date_end="2024-03-07"
    )
    assert "lies after end" in refused("official_reports", period_start="2024-02-01", period_end="2024-01-31")
    assert "lies after end" in refused("claims", period_start="2024-02", period_end="2024-01")
    assert "lies after end" in refused("published_assessments", period_start="2019", period_end="2018")


def test_a_remark_behind_a_date_is_dropped_and_said(dropped):
    row, field, reason = dropped("claims", date_said="2024-10 (day not stated)")
    assert row["said_end"].isoformat() == "2024-11-01T00:00:00+00:00"
    assert (field, "the remark behind it is not" in reason) == ("date_said", True)


def test_words_about_dates_are_dropped_where_a_day_in_them_does_not_exist(dropped, kept):
    row, field, reason = dropped("sightings", reported_date="2018-08-32 (from memory)")
    assert (row["reported_date"], field) == (None, "reported_date")
    assert "'2018-08-32' does not exist" in reason
    assert kept("vessels", designation_date="2018-03-30 (UN); 2018-02-23 (US)")["designation_date_words"]


@pytest.mark.parametrize("clock", ["25:10", "24:00", "03:60", "3:00:99"])
def test_a_clock_time_no_day_has_is_refused(refused, clock):
    assert refused("sightings", time_local=clock) == (
        f"time_local '{clock}' does not exist; write HH:MM in 24 hours, or words"
    )


def test_words_of_time_are_kept(kept):
    assert kept("sightings", time_local="early morning", tz_note="KST")["time_local"] == "early morning"


def test_a_zone_no_place_keeps_is_refused(refused):
    assert "no zone lies 25:00 from UTC" in refused("sightings", tz_note="UTC+25")


@pytest.mark.parametrize(
    ("lat", "lon", "reason"),
    [
        ("133.083", "42.75", "lat 133.083 and lon 42.75 look swapped: a latitude lies between -90 and 90"),
        ("-100", "10", "lat -100 and lon 10 look swapped: a latitude lies between -90 and 90"),
        ("95", "133", "lat 95 lies outside -90 to 90"),
        ("42", "200", "lon 200 lies outside -180 to 180"),
        ("91", "181", "lat 91 and lon 181 stand for 'not available'; leave both blank"),
        ("0", "0", "lat 0 and lon 0 stand for 'not available'; leave both blank"),
        ("42.75", "", "only one of lat and lon is given; give both or neither"),
        ("", "133", "only one of lat and lon is given; give both or neither"),
        ("42,75", "133", "lat '42,75' is not a number; write a point for decimals and nothing between thousands"),
        (
            "42°45'N",
            "133",
            'lat "42°45\'N" is not a number; write decimal degrees, e.g. 42.75, negative for south and west',
        ),
        ("nan", "133", "lat 'nan' is not a number; write digits alone, and leave it blank where it is not known"),
    ],
)
@pytest.mark.parametrize("kind", ["sightings", "places"])
def test_a_point_that_cannot_be_is_refused(refused, kind, lat, lon, reason):
    assert refused(kind, lat=lat, lon=lon) == reason


def test_the_antimeridian_has_one_longitude(kept):
    assert kept("places", lat="10", lon="180")["lon"] == -180
    assert kept("places", lat="-90", lon="-180")["lat"] == -90
    assert kept("places", lat="", lon="")["lat"] is None


@pytest.mark.parametrize("imo", ["8660313", "IMO 8660313", "imo: 8660313", "IMO-8660313", "#8660313"])
def test_an_imo_number_is_taken_with_or_without_its_prefix(kept, imo):
    assert kept("vessels", imo=imo)["imo"] == 8660313


def test_a_remark_behind_an_imo_number_is_dropped_and_said(dropped):
    row, field, reason = dropped("vessels", imo="8660313 (as printed)")
    assert (row["imo"], field) == (8660313, "imo")
    assert "the remark behind it is not" in reason


@pytest.mark.parametrize(
    ("imo", "reason"),
    [
        ("8660314", "imo 8660314 fails its check digit: a digit is wrong or two are swapped"),
        ("8660133", "imo 8660133 fails its check digit: a digit is wrong or two are swapped"),
        ("866031", "imo '866031' is not seven digits; leave it blank where no number is known"),
        ("86603130", "imo '86603130' is not seven digits; leave it blank where no number is known"),
        ("0", "imo '0' is not seven digits; leave it blank where no number is known"),
        ("-8660313", "imo '-8660313' is not seven digits; leave it blank where no number is known"),
        ("−8660313", "imo '−8660313' is not seven digits; leave it blank where no number is known"),
        ("unknown", "imo 'unknown' is not seven digits; leave it blank where no number is known"),
        ("٨٦٦٠٣١٣", "imo '٨٦٦٠٣١٣' is not seven digits; leave it blank where no number is known"),
    ],
)
def test_an_imo_number_that_fails_costs_a_sighting_and_of_a_vessel_the_number_alone(refused, dropped, imo, reason):
    assert refused("sightings", imo=imo) == reason
    row, field, said = dropped("vessels", imo=imo)
    assert (row["name"], row["imo"], field) == ("Alder", None, "imo")
    assert said.removeprefix("line 2: ") == f"{reason}; the ship is kept without it, and looked for by its names"


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("official_reports", "barrels"),
        ("official_reports", "tonnes"),
        ("measured_transfers", "tonnes"),
        ("measured_transfers", "giver_loaded_t"),
        ("claims", "qty_low"),
        ("published_assessments", "calls"),
        ("published_assessments", "tonnes_stated"),
        ("legal_measures", "limit_value"),
        ("sightings", "position_uncertainty_km"),
    ],
)
def test_amounts_are_numbers_and_not_negative(refused, kind, column):
    unit = {"unit": "barrel"} if kind == "claims" else {}
    assert f"{column} '-5' may not be negative" in refused(kind, **{column: "-5"}, **unit)
    assert f"{column} 'many' is not a number" in refused(kind, **{column: "many"}, **unit)
    assert f"{column} '1,000' is not a number" in refused(kind, **{column: "1,000"}, **unit)


def test_a_character_that_cannot_be_read_costs_the_field(dropped):
    row, field, reason = dropped("sightings", confidence="high: \x07 bell")
    assert (row["confidence"], row["grade"], field) == (None, None, "confidence")
    assert reason == "line 2: confidence holds a character that cannot be read (U+0007); the row is kept without it"


@pytest.mark.parametrize("name", ["Al\u202eder", "Al\ufffdder", "#REF!", "x" * 10_001])
def test_a_required_text_that_cannot_be_read_costs_the_row(refused, name):
    assert refused("vessels", name=name).startswith("name ")


def test_a_spreadsheet_error_is_no_text(dropped):
    row, _, reason = dropped("vessels", role_in_case="#N/A")
    assert row["role_in_case"] is None
    assert "holds the spreadsheet error #N/A" in reason


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("-0.5", -0.5),
        ("+3.", 3),
        (".5", 0.5),
        ("1e3", 1000),
        ("1e999", None),
        ("inf", None),
        ("١", None),
        ("", None),
    ],
)
def test_a_number_is_plain_digits(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("text", "plain", "remarks"),
    [
        ("Sierra Leone (2021)", "Sierra Leone", ["2021"]),
        ("a (b (c) d) e", "a e", ["c", "b d"]),
        ("a (open", "a", ["open"]),
        ("a) b", "a b", []),
        ("()", "", []),
    ],
)
def test_remarks_in_brackets_are_split_off(text, plain, remarks):
    assert split_remarks(text) == (plain, remarks)


def test_a_date_read_once_is_read_alike_again():
    assert read_date("2024-02-30") == read_date("2024-02-30")
