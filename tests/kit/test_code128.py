"""Bars as ISO/IEC 15417 wants them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juanzong.kit.prints.code128 import PATTERNS, QUIET, code128_svg, values

_TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=30)


def decoded(found: list[int]) -> str:
    """The text of the values, as a scanner reads them."""
    *data, check, stop = found
    assert stop == 106
    assert check == (data[0] + sum(n * value for n, value in enumerate(data[1:], 1))) % 103
    in_c, text = data[0] == 105, ""
    for value in data[1:]:
        if value in (99, 100):
            in_c = value == 99
        else:
            text += f"{value:02d}" if in_c else chr(value + 32)
    return text


def test_every_pattern_is_eleven_modules_and_unlike_the_others() -> None:
    assert len(PATTERNS) == len(set(PATTERNS)) == 107
    assert {sum(map(int, pattern)) for pattern in PATTERNS[:106]} == {11}
    assert sum(map(int, PATTERNS[106])) == 13
    assert all(sum(map(int, pattern[::2])) % 2 == 0 for pattern in PATTERNS[:106])  # the parity of its bars


def test_the_check_of_a_known_code() -> None:
    assert values("PJJ123C")[-2] == 55  # the text-book example, with start sign B


@given(_TEXT)
def test_what_is_written_is_read(text: str) -> None:
    assert decoded(values(text)) == text


def test_digits_go_two_by_two() -> None:
    assert values("12345678")[:-2] == [105, 12, 34, 56, 78]


def test_the_picture_is_as_wide_as_its_modules() -> None:
    width = 2 * QUIET + 11 * (len(values("D000123-7KQ2")) - 1) + 13
    assert f'viewBox="0 0 {width} 40"' in code128_svg("D000123-7KQ2")


@pytest.mark.parametrize("text", ["", "档案", "a\n"])
def test_what_the_code_cannot_carry_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        values(text)
