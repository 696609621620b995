from datetime import UTC, datetime

import pytest

from fairlead.base.ids import canonical_json, content_id, is_imo


def test_an_id_is_its_kind_and_16_hex_digits():
    kind, digits = content_id("gap", "a", 1).split(":")
    assert kind == "gap"
    assert len(digits) == 16
    assert int(digits, 16) >= 0


def test_the_recipe_of_an_id_is_fixed():
    # sha256 of the text ["S01","2024-03-07"], first 16 digits; printed by: printf '["S01","2024-03-07"]' | sha256sum
    assert content_id("sighting", "S01", "2024-03-07") == "sighting:79d99fefe4551125"


def test_raw_values_are_not_trimmed_or_normalised():
    assert content_id("x", "Yu Son") != content_id("x", "Yu Son ") != content_id("x", "YU SON")
    assert content_id("x", "ab", "c") != content_id("x", "a", "bc")
    assert content_id("x", None) != content_id("x", "")


def test_times_enter_an_id_with_their_zone():
    assert content_id("x", datetime(2024, 1, 1, tzinfo=UTC)) == content_id("x", "2024-01-01T00:00:00+00:00")


def test_canonical_json_has_one_spelling():
    assert canonical_json({"b": 1, "a": "유선"}) == '{"a":"유선","b":1}'
    with pytest.raises(ValueError, match="NaN|nan|Out of range"):
        canonical_json(float("nan"))
    with pytest.raises(TypeError, match="bytes"):
        canonical_json(b"x")


@pytest.mark.parametrize("imo", [8660313, 8691702, 7389704, 8106496, 9074729])
def test_real_imo_numbers_pass(imo):
    # 9074729: 9*7+0*6+7*5+4*4+7*3+2*2 = 139, last digit 9
    assert is_imo(imo)


@pytest.mark.parametrize("imo", [8660314, 866031, 86603130, 0, -8660313, 1234567 + 1])
def test_numbers_that_are_no_imo_fail(imo):
    assert not is_imo(imo)


def test_one_wrong_digit_is_always_found_unless_its_weight_hides_it():
    # weights 7, 3 are coprime to 10; a change of 5 at weight 6, 4, 2 hides: 8660313 -> digit 2 (weight 6) + 5 wraps
    assert not is_imo(9660313)
    assert not is_imo(8660323)
