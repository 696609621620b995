"""Every field of every message as pyais has it. Differences are data, with their reasons.

pyais 3.3 is an independent decoder (MIT), tested against others. Messages are compared one by one, by line.
"""

import gzip
import math
from collections import Counter, defaultdict
from enum import Enum
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyais import IterMessages
from pyais.encode import encode_dict
from pyais.exceptions import MissingPayloadException, UnknownMessageException, UnknownPartNoException

from fairlead.formats.nmea_fields import every_field
from fairlead.formats.nmea_layouts import LAYOUTS, TYPES_READ

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "ais" / "raw" / "nmea"

CLASS_OF = {
    "MessageType24PartA": "24A",
    "MessageType24PartB": "24B",
    "MessageType24PartBAuxiliaryCraft": "24B of a craft",
}

ONLY_THEIRS = {
    "amsa_untimed_44k.nmea.gz": {"checksum": 4},
    "gfw_ais_tools_errors.nmea": {"checksum": 2},
}
"""Messages that pyais gives and we refuse: their checksum is wrong or missing. pyais leaves that to its caller
(``is_valid``)."""

ONLY_OURS = {"gfw_ais_tools_bad-type5.nmea": 3, "gfw_ais_tools_spire-test.nmea": 2}
"""Messages that pyais loses: several sentences on one line; parts of one source whose talkers differ (AB, then AI)."""

CUT = {
    "amsa_exact-earth-augmented-2.nmea": {("21", "to_port"): 1, ("21", "name_ext"): 1},
    "amsa_exact-earth-augmented.nmea": {("5", "shipname"): 2, ("5", "destination"): 2, ("21", "name_ext"): 9},
    "amsa_untimed_44k.nmea.gz": {("5", "shipname"): 1, ("5", "destination"): 1, ("21", "name_ext"): 126},
    "dma_denmark_2013-11-12_pghp.nmea.gz": {("21", "name_ext"): 25},
    "gfw_ais_tools_mixed_types.nmea": {("21", "name_ext"): 3},
    "libais_test.aivdm": {("27", "course"): 1, ("27", "lon"): 3, ("27", "speed"): 2, ("27", "lat"): 1},
}
"""Fields that a message is too short for. Of a number cut in two, pyais gives what the bits that are there would be
worth, which is no value of the field; of a text, also a letter made of part of its bits; we give neither. pyais's None
for a text that is not there at all is our blank."""

HIDDEN = {
    "amsa_exact-earth-augmented-2.nmea": 9,
    "amsa_exact-earth-augmented.nmea": 45,
    "amsa_exact-earth-with-tag-block.nmea": 1,
    "amsa_untimed_44k.nmea.gz": 44,
    "gfw_ais_tools_mixed_types.nmea": 2,
    "kystverket_1000_lines_tagblock.nm4": 5,
}
"""Types of ship that pyais has no name for and gives as another (0, or the first of their ten); we keep the number."""

OTHER_TYPES_ONLY_OURS = {"amsa_untimed_44k.nmea.gz": {63: 1}}
"""Messages of a type that does not exist: pyais raises, we count them."""


def turn(raw):
    """Rate of turn as pyais gives it."""
    return float(raw) if raw == 0 or abs(raw) >= 127 else math.copysign(round((raw / 4.733) ** 2), raw)


class _Lines(IterMessages):
    """pyais's reader, which remembers the line it is at."""

    line = 0

    def _iter_messages(self):
        for line, text in enumerate(self.messages, start=1):
            self.line = line
            yield text


def theirs(data):
    """(line of the last part, parts, whether its checksum is right, message) of each message pyais can decode."""
    reader = _Lines(data.split(b"\n"))
    for sentence in reader:
        try:
            yield reader.line, sentence.frag_cnt, sentence.is_valid, sentence.decode()
        except (MissingPayloadException, UnknownMessageException, UnknownPartNoException):
            continue


def layout_of(message):
    return CLASS_OF.get(type(message).__name__, str(message.msg_type))


def compare(data):
    """Counters of what differs: values, cut fields, hidden codes, messages only pyais or only we have, other types."""
    found, others = every_field(data)
    waiting = defaultdict(list)
    for line, layout, fields in found:
        waiting[layout, fields["mmsi"]].append((line, fields))
    values, cut, hidden, only_theirs, other_types = Counter(), Counter(), Counter(), Counter(), Counter()
    for line, parts, is_valid, message in theirs(data):
        if message.msg_type not in TYPES_READ:
            other_types[message.msg_type] += 1
            continue
        layout = layout_of(message)
        mine = waiting[layout, int(message.mmsi)]
        at = next(
            (k for k, (first, _) in enumerate(mine) if first == line or (parts > 1 and line - 1000 < first <= line)),
            None,
        )
        if at is None:
            only_theirs["unknown" if is_valid else "checksum"] += 1
            continue
        for name, value in mine.pop(at)[1].items():
            other = getattr(message, name)
            value = turn(value) if name == "turn" and value is not None else value
            field = next(f for f in LAYOUTS[layout] if f.name == name)
            if isinstance(other, Enum) and value is not None and int(other) != value:
                is_hidden = name == "ship_type" and type(other).from_value(value) == other
                (hidden if is_hidden else values)[layout, name] += 1
            elif value is None or (field.is_text and (other is None or (other != value and other.startswith(value)))):
                cut[layout, name] += value is not None or other is not None
            elif (round(other, 6) if isinstance(other, float) else other) != value:
                values[layout, name] += 1
    only_ours = sum(len(m) for m in waiting.values())
    return values, +cut, hidden, only_theirs, only_ours, Counter(others) - other_types, other_types - Counter(others)


@pytest.mark.parametrize("name", sorted(p.name for p in SAMPLES.glob("*") if "LICENSE" not in p.name) or ["absent"])
def test_every_field_of_every_message_of_the_samples_agrees_with_pyais(name):
    if not SAMPLES.exists():
        pytest.skip("the shared AIS samples are not beside the repository")
    data = (SAMPLES / name).read_bytes()
    data = gzip.decompress(data) if name.endswith(".gz") else data
    values, cut, hidden, only_theirs, only_ours, others_ours, others_theirs = compare(data)
    assert not values
    assert cut == CUT.get(name, {})
    assert sum(hidden.values()) == HIDDEN.get(name, 0)
    assert only_theirs == ONLY_THEIRS.get(name, {})
    assert only_ours == ONLY_OURS.get(name, 0)
    assert others_ours == OTHER_TYPES_ONLY_OURS.get(name, {})
    assert not others_theirs


TEXT = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789-./&", max_size=20)


def numbers(field):
    """Any value the field's bits can have, as pyais takes it."""
    low, high = (
        (-(1 << field.width - 1), (1 << field.width - 1) - 1) if field.is_signed else (0, (1 << field.width) - 1)
    )
    if field.name in ("course", "speed", "draught", "lat", "lon"):
        return st.integers(low, high).map(lambda raw: raw / field.per)
    return st.integers(low, high)


@st.composite
def messages(draw):
    """A message of any type that is read, every field drawn over all its bits, as sentences made by pyais."""
    layout = draw(st.sampled_from(sorted(LAYOUTS)))
    fields = {}
    for f in LAYOUTS[layout][3:]:
        # codes that pyais has no name for, and rates of turn, which it rounds, do not survive its own encoder
        if f.name in ("epfd", "status", "maneuver", "aid_type", "turn", "ship_type"):
            continue
        fields[f.name] = draw(TEXT.map(lambda t, n=f.width // 6: t[:n])) if f.is_text else draw(numbers(f))
    if layout.startswith("24"):
        fields["partno"] = 0 if layout == "24A" else 1
    mmsi = draw(st.integers(980_000_000, 989_999_999) if "craft" in layout else st.integers(0, 979_999_999))
    number = int(layout.split("A")[0].split("B")[0])
    return encode_dict({"type": number, "mmsi": mmsi, **fields}, talker_id="AI", seq_id=draw(st.integers(0, 9)))


@settings(max_examples=60, deadline=None)
@given(st.lists(messages(), min_size=1, max_size=8))
def test_whatever_pyais_encodes_is_decoded_as_pyais_decodes_it(made):
    data = "\n".join(line for lines in made for line in lines).encode()
    values, cut, _, only_theirs, only_ours, *others = compare(data)
    assert (values, cut, only_theirs, only_ours, others) == ({}, {}, {}, 0, [{}, {}])
