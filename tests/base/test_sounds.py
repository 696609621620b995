import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.base.sounds import sound

ALIKE = [
    ("Khabarovsk", "Habarovsk", "Xabarovsk", "Хабаровск"),  # BGN kh, GOST 7.79 h (system A) and x (system B)
    ("Shchuka", "Schuka", "Щука"),
    ("Kottsov", "Kotcov", "Kotsov", "Котцов"),  # ts of BGN and passports, c of GOST
    ("Yuriy", "Yury", "Iurii", "Jurij", "Юрий"),  # BGN, press, ICAO 9303, ISO 9
    ("Vyacheslav", "Viacheslav", "Wjatscheslaw"),
    ("Zhang", "Chang"),  # Pinyin, Wade-Giles
    ("Jin Teng", "Chin Teng"),
    ("Barack", "Barak"),
    ("Moussa", "Musa"),
    ("Alexander", "Aleksander"),  # so that x may be either, ks is as x
    ("Artyom", "Artem", "Артем"),
]


@pytest.mark.parametrize("names", ALIKE, ids=lambda names: names[0])
def test_what_systems_write_for_one_sound_falls_together(names):
    assert len({sound(n) for n in names}) == 1


@pytest.mark.parametrize(("a", "b"), [("Rajin", "Rason"), ("Maria", "Marta"), ("Patriot", "Pariot"), ("Kum", "Kam")])
def test_other_sounds_stay_apart(a, b):
    assert sound(a) != sound(b)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ЩЖжюя-'12", max_size=24))
def test_folding_a_folded_name_changes_nothing(text):
    assert sound(sound(text)) == sound(text)
