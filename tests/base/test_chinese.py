import pytest

from fairlead.base.chinese import is_wade_giles_of, wade_giles


@pytest.mark.parametrize(
    ("pinyin", "written"),
    [  # names as both systems are known to write them
        ("maozedong", "maotsetung"),
        ("dengxiaoping", "tenghsiaoping"),
        ("jiangjingguo", "chiangchingkuo"),
        ("huaguofeng", "huakuofeng"),
        ("linbiao", "linpiao"),
        ("xinhua", "hsinhua"),
        ("liushaoqi", "liushaochi"),
        ("sunzi", "suntzu"),
        ("renminribao", "jenminjihpao"),
        ("yanxishan", "yenhsishan"),
        ("dongbiwu", "tungpiwu"),
    ],
)
def test_pinyin_is_written_as_wade_and_giles_would_have(pinyin, written):
    assert written in wade_giles(pinyin)


def test_letters_that_may_be_cut_in_two_ways_are_written_in_both():
    assert wade_giles("xian") == {"hsien", "hsian"}


@pytest.mark.parametrize("letters", ["tsetung", "smith", "", "z"])
def test_what_is_no_pinyin_has_no_wade_giles(letters):
    assert not wade_giles(letters)


def test_only_what_is_no_pinyin_itself_is_held_to_be_wade_giles():
    assert is_wade_giles_of("maotsetung", "maozedong")
    assert not is_wade_giles_of("changwei", "zhangwei")  # Chang Wei is Pinyin, and another name
    assert not is_wade_giles_of("maotsetung", "maozemin")
