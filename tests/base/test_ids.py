import hashlib
import json
from datetime import UTC, datetime

import numpy as np
import pytest

from fairlead.base.ids import canonical_json, content_id, dense_keys, is_imo, key_of, say_key


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


def test_a_dense_key_is_splitmix64():
    # The first output of SplitMix64 seeded with 0, as published with its reference code: 0xe220a8397b1dcdaf.
    assert say_key("position", int(dense_keys(np.array([0]))[0])) == "position:e220a8397b1dcdaf"


def test_a_dense_key_depends_on_every_column_and_on_their_order():
    one, two = np.array([1, 1, 2]), np.array([1.5, 2.5, 1.5])
    keys = dense_keys(one, two)
    assert len(set(keys.tolist())) == 3
    assert dense_keys(two, one)[0] != keys[0]
    assert dense_keys(np.array([0.0]))[0] == dense_keys(np.array([-0.0]))[0]


@pytest.mark.parametrize("key", [0, 1, -1, 2**63 - 1, -(2**63)])
def test_a_dense_key_reads_back(key):
    assert key_of(say_key("segment", key)) == key


def test_an_id_of_texts_is_that_of_their_canonical_json():
    """Texts are spelt without the general encoder; the ids of cases that stand must not change."""
    for raw in ([], ["a", None, 'quote " and \\ and \n and \u2028'], ["ЗВЕЗДА", ""], ["x", 1]):
        digest = hashlib.sha256(json.dumps(raw, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
        assert content_id("kind", *raw) == f"kind:{digest[:16]}"
