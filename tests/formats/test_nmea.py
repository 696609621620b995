"""What the decoder does with lines, tag blocks, time lines and parts. Fields against pyais: test_nmea_agreement."""

import gzip
from datetime import UTC, datetime
from functools import reduce
from operator import xor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyais.encode import encode_dict

from fairlead.formats.nmea import decode, decode_blocks
from fairlead.formats.nmea_reports import is_satellite
from fairlead.formats.reports import positions_table, refused_table, statics_table

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "ais" / "raw" / "nmea"
DAY = datetime(2012, 1, 27, tzinfo=UTC)

MOORED = "177KQJ5000G?tO`K>RA1wUbN0TKH"
"""The example of gpsd's AIVDM page: 477553000, moored, 47.582833 N 122.345833 W, course 51, heading 181, speed 0."""
DIADEM = ("55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8", "88888888880")
"""The same page's type 5: 351759000, IMO 9134270, EVER DIADEM, 3FOF8, type 70, 295 by 32 m, 12.2 m, NEW YORK."""
AT = 1_700_000_000


def check(text):
    return f"{reduce(xor, text.encode(), 0):02X}"


def vdm(payload=MOORED, fill=0, parts="1,1,,A", talker="AIVDM"):
    body = f"{talker},{parts},{payload},{fill}"
    return f"!{body}*{check(body)}"


def tag(text=f"c:{AT}"):
    return f"\\{text}*{check(text)}\\"


def clock(of, second=0, station="2190067", online="1"):
    """A time line of 12 November 2013, noon, for a sentence; ``of`` is a sentence or the checksum it is to name."""
    named = of[of.index("*") + 1 :][:2] if "*" in of else of
    body = f"PGHP,1,2013,11,12,12,0,{second},250,219,,{station},{online},{named}"
    return f"${body}*{check(body)}"


NOON = 1_384_257_600_250_000


def log(*lines, **options):
    return decode("".join(line + "\n" for line in lines).encode(), **options)


def reasons(decoded):
    return dict(zip(decoded.refused["row"].tolist(), decoded.refused["reason"].to_pylist(), strict=True))


def made(**fields):
    """One sentence with a tag block's time, made by pyais."""
    return [tag() + line for line in encode_dict({"mmsi": 273123456, **fields}, talker_id="AI")]


# ------------------------------------------------------------------------------------------------ what messages say


def test_a_position_is_what_the_published_example_says():
    p = log(tag() + vdm()).positions
    assert (p["mmsi"][0], p["nav_status"][0], p["msg_type"][0], p["row"][0]) == (477553000, 5, 1, 1)
    assert (p["lat"][0], p["lon"][0]) == pytest.approx((47.582833, -122.345833), abs=1e-6)
    assert (p["sog_kn"][0], p["cog_deg"][0], p["heading_deg"][0], p["time"][0]) == (0, 51, 181, AT * 1_000_000)


def test_a_static_report_is_what_the_published_example_says():
    s = log(tag() + vdm(DIADEM[0], parts="2,1,1,A"), vdm(DIADEM[1], 2, "2,2,1,A")).statics
    texts = tuple(s[c][0].as_py() for c in ("name", "callsign", "destination"))
    assert texts == ("EVER DIADEM", "3FOF8", "NEW YORK")
    assert (s["mmsi"][0], s["imo"][0], s["ship_type"][0]) == (351759000, 9134270, 70)
    assert (s["length_m"][0], s["width_m"][0], s["row"][0]) == (225 + 70, 1 + 31, 1)
    assert s["draught_m"][0] == pytest.approx(12.2)


def test_the_columns_are_those_the_tables_are_made_of():
    decoded = log(tag("s:rEV02,c:1") + vdm(), tag() + vdm(DIADEM[0] + DIADEM[1], 2), vdm(), default_time=DAY)
    assert positions_table("evidence:1", decoded.positions).num_rows == 2
    assert statics_table("evidence:1", decoded.statics)["name"].to_pylist() == ["EVER DIADEM"]
    assert refused_table("evidence:1", decoded.refused["row"], decoded.refused["reason"]).num_rows == 0


def test_stand_ins_are_null_and_counted():
    none = {"speed": 102.3, "course": 360, "heading": 511, "status": 15, "lat": 1, "lon": 1}
    least = {"speed": 102.2, "course": 359.9, "heading": 359, "status": 14, "lat": 1, "lon": 1}
    decoded = log(*made(type=1, **none), *made(type=1, **least))
    p = decoded.positions
    assert np.isnan([p["sog_kn"][0], p["cog_deg"][0], p["heading_deg"][0]]).all()
    assert p["nav_status"].tolist() == [-1, 14]
    assert (p["sog_kn"][1], p["heading_deg"][1]) == (np.float32(102.2), 359)
    assert [decoded.counts[f"stand-in {c}"] for c in ("sog_kn", "cog_deg", "heading_deg", "nav_status")] == [1] * 4


def test_what_a_static_report_leaves_blank_is_null():
    s = log(*made(type=5, shipname="", callsign="", destination="", imo=0, draught=0, ship_type=0)).statics
    assert [s[c][0].as_py() for c in ("name", "callsign", "destination")] == [None] * 3
    assert np.isnan([s["length_m"][0], s["width_m"][0], s["draught_m"][0]]).all()
    assert (s["imo"][0], s["ship_type"][0]) == (-1, -1)


def test_an_aircraft_s_speed_is_in_whole_knots_and_a_long_range_report_s_too():
    p = log(*made(type=9, speed=120, lat=1, lon=2), *made(type=27, speed=12, course=90, lat=1, lon=2)).positions
    assert p["sog_kn"].tolist() == [120, 12]
    assert p["cog_deg"][1] == 90


def test_speed_63_and_course_511_of_a_long_range_report_stand_for_nothing():
    p = log(*made(type=27, speed=63, course=511, lat=1, lon=2)).positions
    assert np.isnan([p["sog_kn"][0], p["cog_deg"][0]]).all()


def test_the_antimeridian_is_180_west():
    assert log(*made(type=1, lat=1, lon=180), *made(type=1, lat=1, lon=-180)).positions["lon"].tolist() == [-180, -180]


def test_an_extended_class_b_report_is_a_position_and_a_static_report():
    decoded = log(*made(type=19, lat=1, lon=2, shipname="ALDER", ship_type=37, to_bow=5, to_stern=6))
    assert decoded.positions["mmsi"].tolist() == decoded.statics["mmsi"].tolist() == [273123456]
    assert decoded.statics["name"].to_pylist() == ["ALDER"]
    assert (decoded.counts["rows"], decoded.counts["rows: kept"]) == (1, 1)


def test_an_extended_class_b_report_without_a_position_is_still_a_static_report():
    decoded = log(*made(type=19, lat=91, lon=181, shipname="ALDER"))
    assert (len(decoded.positions["mmsi"]), decoded.statics["name"].to_pylist()) == (0, ["ALDER"])
    assert decoded.counts["rows: kept"] == 1


def test_a_long_name_of_an_aid_to_navigation_goes_on_in_its_extension():
    lines = made(type=21, lat=1, lon=2, name="NORTH CARDINAL BUOY ", name_ext="NO 5")
    assert log(*lines).statics["name"].to_pylist() == ["NORTH CARDINAL BUOY NO 5"]


def test_a_short_name_of_an_aid_to_navigation_is_told_from_its_extension():
    lines = made(type=21, lat=1, lon=2, name="12", name_ext="SPECIAL MARK")
    assert log(*lines).statics["name"].to_pylist() == ["12 SPECIAL MARK"]


def test_both_parts_of_type_24_are_static_reports():
    s = log(*made(type=24, partno=0, shipname="ALDER"), *made(type=24, partno=1, callsign="UAAA", ship_type=80)).statics
    assert (s["name"].to_pylist(), s["callsign"].to_pylist()) == (["ALDER", None], [None, "UAAA"])
    assert s["ship_type"].tolist() == [-1, 80]


def test_a_craft_of_a_ship_has_no_dimensions_but_the_ship_s_number_there():
    lines = encode_dict({"type": 24, "mmsi": 982731234, "partno": 1, "mothership_mmsi": 273123456, "callsign": "UAAA"})
    s = log(tag() + lines[0]).statics
    assert np.isnan([s["length_m"][0], s["width_m"][0]]).all()
    assert s["callsign"].to_pylist() == ["UAAA"]


def test_messages_of_other_types_are_counted_and_are_no_rows():
    decoded = log(tag() + vdm("<42Lati0W:Ov=C7P6B?=Pjoihhjhqq0", 2), tag() + vdm())
    assert (decoded.counts["other type 12"], decoded.counts["sentences: other types"], decoded.counts["rows"]) == (
        1,
        1,
        1,
    )


# ------------------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (vdm()[:-10], "the sentence is cut off, or has not the seven fields of VDM"),
        (vdm().replace(",A,", ","), "the sentence is cut off, or has not the seven fields of VDM"),
        (vdm()[:-2], "the sentence has no checksum"),
        (vdm()[:-3], "the sentence has no checksum"),
        (vdm().replace("177K", "177J"), "the checksum is not that of the sentence"),
        (vdm(parts="2,3,1,A"), "numbers of sentences that cannot be, such as part 3 of 2"),
        (vdm(parts="0,0,,A"), "numbers of sentences that cannot be, such as part 3 of 2"),
        (vdm(parts="x,1,,A"), "numbers of sentences that cannot be, such as part 3 of 2"),
        (vdm(parts="2,1,x,A"), "numbers of sentences that cannot be, such as part 3 of 2"),
        (vdm(""), "the sentence is empty"),
        (vdm("0" * 201), "the sentence is longer than 200 characters"),
        (vdm(fill=6), "fill bits other than 0 to 5"),
        (vdm(MOORED[:10] + "~" + MOORED[11:]), "characters that stand for no bits"),
        (vdm(MOORED[:19]), "too few bits for a message of its type"),
        (vdm("1"), "too few bits for a message of its type"),
        (vdm("H5N"), "too few bits for a message of its type"),
        (vdm(parts="2,2,1,A"), "a part of a message whose earlier part is missing"),
        (vdm(parts="2,1,1,A"), "a message whose later part is missing"),
        (vdm("Hlhfqqam8raq0wfMQbtKjc?3u6MK8Bt", 2), "static data of part C or D, which do not exist"),
        (made(type=1, mmsi=273123456, lat=91, lon=181)[0], "transmitted without a position"),
        (made(type=27, lat=91, lon=181)[0], "transmitted without a position"),
        (made(type=1, lat=91, lon=20)[0], "transmitted without a position"),
        (made(type=1, lat=90.5, lon=20)[0], "a position that is nowhere on Earth"),
        (made(type=1, lat=1, lon=-181)[0], "a position that is nowhere on Earth"),
        (made(type=1, mmsi=1_000_000_000, lat=1, lon=1)[0], "an MMSI of more than nine digits"),
    ],
)
def test_a_bad_sentence_is_refused_with_its_line_and_reason(line, reason):
    decoded = log("# a remark", tag() + line if line[0] != "\\" else line, tag() + vdm())
    assert reasons(decoded) == {2: reason}
    assert (decoded.counts[f"refused: {reason}"], decoded.counts["rows"], decoded.counts["rows: kept"]) == (1, 2, 1)


def test_a_message_without_any_time_is_refused_unless_a_time_is_given():
    assert reasons(log(vdm())) == {1: "no time is given"}
    given_one = log(vdm(), default_time=DAY)
    assert given_one.positions["time"].tolist() == [int(DAY.timestamp()) * 1_000_000]
    assert given_one.counts["time from caller"] == 1


def test_a_message_of_too_many_bits_is_read_as_far_as_its_type_goes():
    # of ais-tools' collection: 31 characters where a position has 28, checksum right
    p = log(tag() + "!AIVDM,1,1,,A,13UuUj0P00QgDCLEiGAcOOwl2<0Igw;,0*28").positions
    assert p["mmsi"].tolist() == [241133000]


def test_static_data_a_few_bits_short_keep_their_whole_characters():
    whole, short = vdm(DIADEM[0] + DIADEM[1], 2), vdm(DIADEM[0] + DIADEM[1][:-1], 0)  # 424 bits, and 420
    s = log(tag() + whole, tag() + short).statics
    assert s["destination"].to_pylist() == ["NEW YORK", "NEW YORK"]


# ------------------------------------------------------------------------------------------------ lines


def test_a_sentence_may_stand_behind_any_prefix_and_before_any_end():
    lines = (f"2024-03-07T00:00:00Z;feed 3; {tag()}{vdm()}", f"{tag()}{vdm()}'", f"{tag()}{vdm()}\r", f"{tag()}{vdm()}")
    decoded = decode("\n".join(lines).encode())
    assert decoded.positions["row"].tolist() == [1, 2, 3, 4]
    assert (decoded.counts["lines"], decoded.counts["lines: VDM"]) == (4, 4)


def test_several_sentences_may_stand_on_one_line_each_with_its_tag_block():
    decoded = log(tag(f"c:{AT}") + vdm() + tag(f"c:{AT + 1}") + vdm() + vdm(), default_time=DAY)
    assert decoded.positions["time"].tolist()[:2] == [AT * 1_000_000, (AT + 1) * 1_000_000]
    assert decoded.counts["time from caller"] == 1
    assert (decoded.counts["sentences"], decoded.counts["lines: VDM"]) == (3, 1)


def test_a_sentence_that_another_cuts_into_does_not_take_it_along():
    decoded = log(vdm()[:25] + tag() + vdm())
    assert reasons(decoded) == {1: "the sentence is cut off, or has not the seven fields of VDM"}
    assert len(decoded.positions["mmsi"]) == 1


def test_every_line_is_counted_by_what_it_holds():
    lines = ("", "  ", "# !AIVDM in a remark", "words", "$GPZDA,1*00", "!AIPWR,UNIT=0*00", tag(), clock(vdm()), vdm())
    counts = log(*lines).counts
    kinds = ("blank", "text", "other sentence", "tag block alone", "time", "VDM")
    assert [counts[f"lines: {k}"] for k in kinds] == [2, 2, 2, 1, 1, 1]
    assert counts["lines"] == len(lines)


def test_talkers_and_own_ship_s_reports_are_read_alike():
    talkers = (
        "AIVDM",
        "BSVDM",
        "ABVDM",
        "ADVDM",
        "ANVDM",
        "ARVDM",
        "ASVDM",
        "ATVDM",
        "AXVDM",
        "SAVDM",
        "BSVDO",
        "aivdm",
    )
    assert len(log(*(tag() + vdm(talker=t) for t in talkers)).positions["mmsi"]) == len(talkers)


def test_an_empty_log_is_an_empty_day():
    for empty in (b"", [], [b"", b""], b"\n\n"):
        decoded = decode(empty)
        assert len(decoded.positions["mmsi"]) == len(decoded.statics["name"]) == len(decoded.refused["row"]) == 0


# ------------------------------------------------------------------------------------------------ time and receiver


@pytest.mark.parametrize(
    ("text", "us"),
    [
        (f"c:{AT}", AT * 1_000_000),
        (f"c:{AT}123", AT * 1_000_000 + 123_000),
        (f"c:{AT}123456", AT * 1_000_000 + 123_456),
        (f"c:{AT}.25", AT * 1_000_000 + 250_000),
        (f"g:1-1-5,s:station,c:{AT},n:7,q:u,T:2023-11-14 22.13.20", AT * 1_000_000),
    ],
)
def test_a_tag_block_s_time_is_of_seconds_milli_or_microseconds(text, us):
    assert log(tag(text) + vdm()).positions["time"].tolist() == [us]


@pytest.mark.parametrize("text", ["c:", "c:abc", "c:12", "c:99999999999999999999", "c:1700000000x", "d:1700000000"])
def test_a_tag_block_without_a_time_that_can_be_gives_none(text):
    assert reasons(log(tag(text) + vdm())) == {1: "no time is given"}


def test_a_tag_block_with_a_wrong_checksum_is_used_and_counted():
    decoded = log(f"\\c:{AT},s:FM112*00\\" + vdm())
    assert decoded.positions["time"].tolist() == [AT * 1_000_000]
    assert decoded.counts["tag block with wrong checksum"] == 1


def test_a_tag_block_holds_for_the_next_sentence_of_its_line_only():
    assert reasons(log(tag() + vdm(), vdm(), tag(), vdm())) == {2: "no time is given", 4: "no time is given"}


def test_the_coast_guard_s_trailer_gives_station_and_time():
    p = log(vdm() + f",d-076,S1570,t000041.00,T41.86856422,r003669945,{AT},{AT - 59}").positions
    assert (p["time"].tolist(), p["receiver"].to_pylist()) == ([AT * 1_000_000], ["r003669945"])
    assert p["is_satellite"].tolist() == [0]
    assert log(vdm() + f",{AT}123").positions["time"].tolist() == [AT * 1_000_000 + 123_000]


def test_a_time_line_is_of_the_next_sentence_and_of_no_later_one():
    decoded = log(clock(vdm(), 1), vdm(), vdm(), vdm("B5MtfS0005konQ5J7oF=wwb5oP06"))
    assert decoded.positions["time"].tolist() == [NOON + 1_000_000]
    assert decoded.positions["receiver"].to_pylist() == ["2190067"]
    assert decoded.positions["is_satellite"].tolist() == [0]
    assert set(reasons(decoded)) == {3, 4}


def test_a_tag_block_alone_and_other_sentences_may_stand_between_a_time_line_and_its_sentence():
    decoded = log("\\si:AISD*3F\\", clock(vdm(), 1), "$PSTT,30A,20131112,120003*6E", vdm())
    assert decoded.positions["time"].tolist() == [NOON + 1_000_000]


OTHER = vdm("B5MtfS0005konQ5J7oF=wwb5oP06")


def test_time_lines_that_a_receiver_shuffled_find_the_sentences_whose_checksums_they_name():
    third = vdm("15MvlfP000G?n@BEqMr=P0000000")
    assert len({line[-2:] for line in (vdm(), OTHER, third)}) == 3
    ahead = log(clock(OTHER, 2), clock(vdm(), 1), vdm(), OTHER)
    behind = log(vdm(), OTHER, clock(vdm(), 1), clock(OTHER, 2), third)
    for decoded in (ahead, behind):
        found = dict(zip(decoded.positions["row"].tolist(), decoded.positions["time"].tolist(), strict=True))
        assert sorted(found.values()) == [NOON + 1_000_000, NOON + 2_000_000]
    assert reasons(behind) == {5: "no time is given"}


def test_a_time_line_of_an_own_ship_s_report_names_no_checksum_and_means_the_next():
    assert log(clock("00", 3), vdm(talker="BSVDO")).positions["time"].tolist() == [NOON + 3_000_000]


def test_a_time_line_of_a_message_of_parts_names_their_checksums_combined():
    parts = vdm(DIADEM[0], parts="2,1,1,B"), vdm(DIADEM[1], 2, "2,2,1,B")
    both = f"{int(parts[0][-2:], 16) ^ int(parts[1][-2:], 16):02X}"
    assert log(clock(both, 4), *parts).statics["time"].tolist() == [NOON + 4_000_000]
    assert reasons(log(clock("11", 4), *parts)) == {2: "no time is given"}


def test_a_time_line_before_each_part_names_that_part_alone():
    first, second = vdm(DIADEM[0], parts="2,1,1,B"), vdm(DIADEM[1], 2, "2,2,1,B")
    assert log(clock(first, 4), first, clock(second, 5), second).statics["time"].tolist() == [NOON + 4_000_000]


def test_a_time_line_waits_where_a_part_of_another_message_comes_between():
    decoded = log(tag() + part(1), clock(vdm(), 6), part(2), vdm())
    assert decoded.positions["time"].tolist() == [NOON + 6_000_000]
    assert decoded.statics["time"].tolist() == [AT * 1_000_000]


def test_a_broken_time_line_is_counted_and_gives_no_time():
    lines = clock(vdm()).replace(",12,0,", ",25,0,"), clock(vdm())[:-4], clock(vdm()).replace("2013", "2014")
    decoded = log(*(x for line in lines for x in (line, vdm())))
    assert decoded.counts["time line unreadable"] == 3
    assert list(reasons(decoded).values()) == ["no time is given"] * 3


def test_a_tag_block_goes_before_a_time_line_and_that_before_a_trailer():
    decoded = log(clock(vdm()), tag() + vdm(), clock(vdm()), vdm() + f",{AT}")
    assert decoded.positions["time"].tolist() == [AT * 1_000_000, NOON]


def test_exactearth_s_mark_of_a_satellite_in_a_time_line_is_read():
    p = log(clock(vdm(), station="316000002", online="1AIS_S"), vdm()).positions
    assert (p["receiver"].to_pylist(), p["is_satellite"].tolist()) == (["316000002"], [1])


@pytest.mark.parametrize(
    ("named", "known"),
    [
        ("srEV02", 1), ("sFM112", 1), ("srORBCOMM008", 1), ("srORBCOMM000", -1), ("srORBCOMM999", -1), ("s66", -1),
        ("srMT2083", -1), ("s2573535", 0), ("p2190067", 0), ("p992190907", 0), ("ub2003669950", 0), ("ur003669945", 0),
        ("ur08XSEW1", -1), ("p316000002", -1),
    ],
)  # fmt: skip
def test_receivers_are_satellites_or_on_shore_only_where_their_names_say_so(named, known):
    assert is_satellite(named) == known


# ------------------------------------------------------------------------------------------------ parts


def part(number, sequence=1, channel="A", talker="AIVDM", of=DIADEM):
    return vdm(of[number - 1], 2 * (number == 2), f"2,{number},{sequence},{channel}", talker)


PARTS = tag() + part(1), part(2)
OTHER_SHIP = tuple(line[line.index("*") + 4 :].split(",")[5] for line in made(type=5, shipname="ALDER", imo=8660313))


def names(decoded):
    return sorted(decoded.statics["name"].to_pylist())


def test_parts_may_come_with_a_tag_block_on_the_first_only_or_with_one_each():
    assert names(log(*PARTS)) == ["EVER DIADEM"]
    assert names(log(tag() + part(1), tag("c:1") + part(2))) == ["EVER DIADEM"]


def test_parts_of_interleaved_feeds_are_told_apart_by_source():
    a, b = f"s:a,c:{AT}", f"s:b,c:{AT}"
    lines = tag(a) + part(1), tag(b) + part(1, of=OTHER_SHIP), tag(a) + part(2), tag(b) + part(2, of=OTHER_SHIP)
    assert names(log(*lines)) == ["ALDER", "EVER DIADEM"]
    assert log(*lines).refused["row"].tolist() == []


@pytest.mark.parametrize("other", [{"sequence": 2}, {"channel": "B"}, {"talker": "BSVDM"}])
def test_parts_of_interleaved_messages_are_told_apart_by_sequence_channel_and_talker(other):
    lines = tag() + part(1), tag() + part(1, of=OTHER_SHIP, **other), part(2), part(2, of=OTHER_SHIP, **other)
    assert names(log(*lines)) == ["ALDER", "EVER DIADEM"]


def test_parts_of_one_source_are_joined_though_their_talkers_differ():
    a = f"s:rMT2083,c:{AT}"
    assert names(log(tag(a) + part(1, talker="ABVDM"), tag(a) + part(2))) == ["EVER DIADEM"]
    assert log(tag() + part(1, talker="ABVDM"), part(2)).counts["rows: refused"] == 2


@pytest.mark.parametrize("group", ["1278", "-001", "99999999999999999999", "x"])
def test_a_group_joins_parts_whatever_its_number_looks_like(group):
    lines = tag(f"g:1-2-{group},s:66,c:{AT}") + part(1), tag(f"g:2-2-{group}") + part(2)
    decoded = log(*lines)
    assert names(decoded) == ["EVER DIADEM"]
    assert decoded.statics["receiver"].to_pylist() == ["66"]


def test_parts_of_different_groups_are_not_joined():
    decoded = log(tag(f"g:1-2-7,c:{AT}") + part(1), tag("g:2-2-8") + part(2))
    assert sorted(reasons(decoded)) == [1, 2]


def test_the_first_line_of_a_group_may_be_another_sentence_that_has_the_time():
    decoded = log(tag(f"g:1-2-7,s:x,c:{AT}") + "$ARVSI,r003669945,,235959.5,2247,-100,0*00", tag("g:2-2-7") + vdm())
    assert decoded.positions["time"].tolist() == [AT * 1_000_000]
    assert decoded.positions["receiver"].to_pylist() == ["x"]


def test_a_new_group_of_the_same_number_takes_nothing_from_the_old_one():
    decoded = log(tag(f"g:1-1-9999,s:x,c:{AT}") + vdm(), tag("g:1-1-9999") + vdm())
    assert reasons(decoded) == {2: "no time is given"}


def test_the_rest_of_a_message_comes_within_a_thousand_lines_and_ten_seconds():
    assert names(log(PARTS[0], *["#"] * 999, PARTS[1])) == ["EVER DIADEM"]
    assert set(reasons(log(PARTS[0], *["#"] * 1000, PARTS[1]))) == {1, 1002}
    assert names(log(PARTS[0], tag(f"c:{AT + 10}") + part(2))) == ["EVER DIADEM"]
    assert set(reasons(log(PARTS[0], tag(f"c:{AT + 11}") + part(2)))) == {1, 2}


def test_a_sequence_number_used_again_gives_the_older_message_up():
    decoded = log(tag() + part(1, of=OTHER_SHIP), tag() + part(1), part(2))
    assert (names(decoded), reasons(decoded)) == (["EVER DIADEM"], {1: "a message whose later part is missing"})


def test_parts_out_of_order_are_refused_one_by_one():
    assert set(reasons(log(part(2), part(1)))) == {1, 2}


def test_many_unfinished_messages_are_each_refused_once():
    lines = [tag(f"s:{i},c:{AT}") + part(1) for i in range(200)]
    decoded = log(*lines)
    assert sorted(reasons(decoded)) == list(range(1, 201))
    assert names(log(*lines, tag("s:199") + part(2))) == ["EVER DIADEM"]


def test_three_parts_of_the_longest_message_are_joined():
    cut = [DIADEM[0][:20], DIADEM[0][20:50], DIADEM[0][50:] + DIADEM[1]]
    lines = [vdm(p, 2 * (i == 3), f"3,{i},4,B") for i, p in enumerate(cut, start=1)]
    decoded = log(tag() + lines[0], *lines[1:])
    assert names(decoded) == ["EVER DIADEM"]
    assert (decoded.counts["rows"], decoded.counts["sentences: kept"]) == (1, 3)


# ------------------------------------------------------------------------------------------------ any bytes


def same(a, b):
    """Whether two results have the same rows."""
    return a.counts == b.counts and all(
        sorted(zip(*(pa.array(v).to_pylist() for v in x.values()), strict=True), key=str)
        == sorted(zip(*(pa.array(v).to_pylist() for v in y.values()), strict=True), key=str)
        for x, y in ((nulled(a.positions), nulled(b.positions)), (nulled(a.statics), nulled(b.statics)))
    )


def nulled(columns):
    return {k: np.nan_to_num(v, nan=-99) if isinstance(v, np.ndarray) else v for k, v in columns.items()}


GOOD = [
    tag() + vdm(), *PARTS, clock(vdm(), 5), vdm(), tag(f"g:1-2-9,s:z,c:{AT}") + part(1, 7), tag("g:2-2-9") + part(2, 7),
    tag(f"s:a,c:{AT}") + part(1), *made(type=18, lat=3, lon=4), "", "# remark", vdm() + f",r08XSEW1,{AT}",
    *made(type=24, partno=0, shipname="BIRCH"), *made(type=1, lat=91, lon=181), "\\si:AISD*3F\\", vdm(""),
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(GOOD), max_size=25), st.lists(st.integers(0, 1500), max_size=8))
def test_the_portions_a_log_comes_in_do_not_matter(lines, cuts):
    data = "\n".join(lines).encode()
    edges = [0, *sorted(min(c, len(data)) for c in cuts), len(data)]
    assert same(decode(data), decode(data[a:b] for a, b in zip(edges, edges[1:], strict=False)))


def test_neither_does_the_size_of_the_blocks_where_time_lines_come_first():
    data = "\n".join(GOOD * 20).encode()
    whole = decode(data)
    blocks = list(decode_blocks(data, block=300))
    assert len(blocks) > 50
    assert sum((b.counts for b in blocks), start=type(whole.counts)()) == whole.counts
    assert sorted(t for b in blocks for t in b.positions["time"].tolist()) == sorted(whole.positions["time"].tolist())
    assert sorted(r for b in blocks for r in b.refused["row"].tolist()) == sorted(whole.refused["row"].tolist())


def test_a_line_longer_than_a_block_is_one_line():
    data = ("x" * 1000 + "\n" + tag() + vdm() + "\n").encode()
    blocks = list(decode_blocks(data, block=100))
    assert sum(b.counts["lines"] for b in blocks) == 2
    assert [r for b in blocks for r in b.positions["row"].tolist()] == [2]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(GOOD), min_size=1, max_size=12),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=6), st.integers(0, 9)), max_size=6),
)
def test_whatever_the_bytes_all_lines_sentences_and_rows_are_accounted_for(lines, damages):
    data = bytearray("\n".join(lines).encode())
    for where, put, gone in damages:
        at = int(where * len(data))
        data[at : at + gone] = put
    d = decode(bytes(data), default_time=DAY)
    c = d.counts
    kinds = ("blank", "text", "other sentence", "tag block alone", "time", "VDM")
    left = bytes(data).rpartition(b"\n")[2].strip(bytes(range(33)))  # blanks behind the last line end are no line
    assert c["lines"] == sum(c[f"lines: {k}"] for k in kinds) == data.count(b"\n") + bool(left)
    assert c["sentences"] == c["sentences: kept"] + c["sentences: refused"] + c["sentences: other types"]
    assert c["rows"] == c["rows: kept"] + len(d.refused["row"])
    assert sum(n for k, n in c.items() if k.startswith("refused: ")) == c["rows: refused"]
    assert sum(n for k, n in c.items() if k.startswith("time from ")) == c["rows: kept"]


# ------------------------------------------------------------------------------------------------ the samples

ROWS = {
    "amsa_exact-earth-augmented-2.nmea": (2138, 1038, 1024),
    "amsa_exact-earth-augmented.nmea": (7160, 3896, 3890),
    "amsa_exact-earth-with-tag-block.nmea": (221, 200, 200),
    "amsa_untimed_44k.nmea.gz": (44687, 33563, 853),
    "dma_denmark_2013-11-12_pghp.nmea.gz": (53500, 17392, 17392),
    "gfw_ais_tools_bad-tagblock-group.nmea": (2, 1, 1),
    "gfw_ais_tools_bad-type5.nmea": (7, 3, 3),
    "gfw_ais_tools_ee-multiline.nmea": (10, 8, 8),
    "gfw_ais_tools_errors.nmea": (5, 5, 3),
    "gfw_ais_tools_mixed_types.nmea": (109, 60, 0),
    "gfw_ais_tools_multi-part.nmea": (93, 10, 0),
    "gfw_ais_tools_sample.nmea": (3, 3, 3),
    "gfw_ais_tools_spire-test.nmea": (2, 2, 2),
    "gfw_ais_tools_type1-bad-bitcount.nmea": (13, 12, 12),
    "kystverket_1000_lines_tagblock.nm4": (1000, 877, 872),
    "libais_tagblock.nmea": (5, 4, 4),
    "libais_test.aivdm": (345, 78, 67),
    "libais_typeexamples.nmea": (26, 11, 7),
    "pyais_nmea_data_sample.nmea": (898, 890, 0),
}
"""Lines, rows and rows kept of each sample. 877 of Kystverket's and 17,392 of the Danish log are what its publisher's
decoder found too."""


@pytest.mark.parametrize("name", ROWS)
def test_every_sample_is_read_to_its_last_line(name):
    if not SAMPLES.exists():
        pytest.skip("the shared AIS samples are not beside the repository")
    data = (SAMPLES / name).read_bytes()
    decoded = decode(gzip.decompress(data) if name.endswith(".gz") else data)
    c = decoded.counts
    assert (c["lines"], c["rows"], c["rows: kept"]) == ROWS[name]
    assert c["sentences"] == c["sentences: kept"] + c["sentences: refused"] + c["sentences: other types"]


def test_every_sample_has_its_numbers():
    if not SAMPLES.exists():
        pytest.skip("the shared AIS samples are not beside the repository")
    assert {p.name for p in SAMPLES.iterdir() if "LICENSE" not in p.name} == set(ROWS)
