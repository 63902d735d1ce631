from __future__ import annotations

import datetime as dt
from random import Random

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric
from stdnum.cn import uscc as stdnum_uscc

from juanzong.config.demo import people
from juanzong.kit import checks
from juanzong.kit.checks.identity import check_character
from juanzong.kit.checks.numbers import luhn_sum, uscc_check_character
from juanzong.kit.errors import Invalid

GIVEN_BY_THE_STANDARD = "11010519491231002X"  # the example in GB 11643-1999


def test_the_example_of_the_standard_is_read() -> None:
    found = checks.resident_id(GIVEN_BY_THE_STANDARD)
    assert found == (GIVEN_BY_THE_STANDARD, dt.date(1949, 12, 31), "female", "110105")
    assert found.region_name == "北京市朝阳区"


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105-19491231-002X",
        "\u202e11010519491231002X",
    ],
)
def test_a_resident_id_is_taken_as_people_type_it(typed: str) -> None:
    assert checks.resident_id(typed).number == GIVEN_BY_THE_STANDARD


def test_ten_thousand_generated_resident_ids_agree_with_stdnum() -> None:
    rng = Random(11)
    for _n in range(10_000):
        one = people.person(rng)
        number = one.resident_id
        if rng.random() < 0.5:
            place = rng.randrange(17)
            number = number[:place] + str(rng.randrange(10)) + number[place + 1 :]
        if rng.random() < 0.1:
            number = number[:-1] + rng.choice("0123456789X")
        right_check = ric.calc_check_digit(number) == number[-1]
        assert (check_character(number[:17]) == number[17]) == right_check
        try:
            found = checks.resident_id(number)
        except Invalid:
            assert not ric.is_valid(number) or ric.get_birth_date(number) > dt.date(2026, 1, 1)
        else:
            assert right_check
            assert found.birth_date == ric.get_birth_date(number)


def test_an_old_number_becomes_a_new_one() -> None:
    rng = Random(5)
    for _n in range(200):
        number = people.person(rng).resident_id
        if number[6:8] == "19":
            assert checks.resident_id(number[:6] + number[8:17]).number == number


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("110105194912310021", "校验码"),
        ("1101051949123100", "位"),
        ("", "空"),
        ("11010519491231A02X", "数字"),
        ("11010519490230002", "位"),
        ("990105900101310", "开头的地区代码"),
        ("330106900230123", "不存在"),
        ("000105194912310020", "数字"),
    ],
)
def test_a_wrong_resident_id_says_what_is_wrong(number: str, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        checks.resident_id(number)
    assert reason in str(refusal.value.message)
    assert str(refusal.value.todo)


def test_an_impossible_or_future_birth_in_a_resident_id_is_refused() -> None:
    for born in ("19900230", "20991231", "00000000", "17991231"):
        first = f"330106{born}001"
        with pytest.raises(Invalid):
            checks.resident_id(first + check_character(first))


def test_permits_of_residents_from_elsewhere_are_taken() -> None:
    for first in ("81000019900307001", "83000019900307001", "93310019900307001"):
        assert checks.resident_id(first + check_character(first)).number.startswith(first)


def test_generated_credit_codes_agree_with_stdnum() -> None:
    rng = Random(3)
    for _n in range(10_000):
        code = people.company(rng).uscc
        if rng.random() < 0.5:
            place = rng.randrange(8, 18)
            code = code[:place] + rng.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") + code[place + 1 :]
        assert uscc_check_character(code[:17]) == stdnum_uscc.calc_check_digit(code[:17])
        try:
            assert checks.uscc(code) == code
        except Invalid:
            assert not stdnum_uscc.is_valid(code)
        else:
            assert stdnum_uscc.is_valid(code)


@pytest.mark.parametrize("code", ["91110000600037341I", "9111000060003734", "911100006000373410", ""])
def test_a_wrong_credit_code_is_refused(code: str) -> None:
    with pytest.raises(Invalid):
        checks.uscc(code)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("13812344512", "13812344512"),
        ("+86 138 1234 4512", "13812344512"),
        ("0086-13812344512", "13812344512"),
        ("8613812344512", "13812344512"),
        ("１３８１２３４４５１２", "13812344512"),
        ("138‐1234‐4512", "13812344512"),
        ("013812344512", "13812344512"),
        ("+852 6123 4567", "+85261234567"),
        ("00852 6123 4567", "+85261234567"),
    ],
)
def test_mobiles_have_one_stored_form(typed: str, stored: str) -> None:
    assert checks.mobile(typed) == stored
    assert checks.phone(typed) == stored
    assert checks.mobile(stored) == stored


@pytest.mark.parametrize("typed", ["12812344512", "1381234451", "138123445123", "1381234451O", "", "+999 1", "电话"])
def test_what_is_no_mobile_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        checks.mobile(typed)


def test_the_short_way_of_mobiles_agrees_with_phonenumbers() -> None:
    rng = Random(9)
    for _n in range(300):
        number = people.mobile(rng)
        assert phonenumbers.is_possible_number(phonenumbers.parse(number, "CN"))
        assert checks.mobile(number) == number


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("010-62345678", "010-62345678"),
        ("021 6234 5678", "021-62345678"),
        ("(0571)87654321转8001", "0571-87654321-8001"),
        ("0571-87654321-8001", "0571-87654321-8001"),
        ("４００－８００－１２３４", "400-800-1234"),
        ("+86-571-87654321", "0571-87654321"),
        ("0086 10 62345678", "010-62345678"),
        ("0571-8765432", "0571-8765432"),
        ("+852 2345 6789", "+85223456789"),
    ],
)
def test_landlines_have_one_stored_form(typed: str, stored: str) -> None:
    assert checks.landline(typed) == stored
    assert checks.phone(typed) == stored
    assert checks.landline(stored) == stored


@pytest.mark.parametrize("typed", ["87654321", "010-6234567", "0571-1765432", "电话", "", "0571"])
def test_a_wrong_landline_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        checks.landline(typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("浙A12345", "浙A12345"), ("浙a·d12345", "浙AD12345"), ("京 A 1234警", "京A1234警"), ("粤Z1234港", "粤Z1234港"),
        ("粤Z1234澳", "粤Z1234澳"), ("浙A1234学", "浙A1234学"), ("浙A12345D", "浙A12345D"), ("沪AF01234", "沪AF01234"),
        ("使014578", "使014578"),
    ],
)  # fmt: skip
def test_plates_have_one_stored_form(typed: str, stored: str) -> None:
    assert checks.plate(typed) == stored


@pytest.mark.parametrize("typed", ["浙O1234", "浙I12345", "ZA12345", "浙A1234", "浙A123456789", "浙AO2345", ""])
def test_wrong_plates_are_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        checks.plate(typed)


@given(st.text("0123456789", min_size=12, max_size=19))
def test_card_numbers_agree_with_stdnum(number: str) -> None:
    assert (luhn_sum(number) % 10 == 0) == luhn.is_valid(number)
    try:
        assert checks.bank_card(number) == number
    except Invalid:
        assert not luhn.is_valid(number)


@pytest.mark.parametrize("address", ["a@example.cn", "A.b+c@Sub.Example.CN", "li@例子.中国"])
def test_email_addresses_are_taken(address: str) -> None:
    assert checks.email(address).endswith(address.rpartition("@")[2].lower())


@pytest.mark.parametrize(
    "address",
    [
        "张三#example.cn",
        "a@b",
        "@example.cn",
        "a@@example.cn",
        "a b",
        "a@example..cn",
        ".a@example.cn",
        "a" * 65 + "@example.cn",
    ],
)
def test_wrong_email_addresses_are_refused(address: str) -> None:
    with pytest.raises(Invalid):
        checks.email(address)


def test_checks_stay_quick_on_hostile_texts() -> None:
    for check in (checks.email, checks.plate, checks.mobile, checks.landline, checks.date, checks.resident_id):
        for hostile in ("a." * 25_000 + "@", "1" * 50_000, "-" * 50_000, "(" * 50_000, "0571-" * 10_000):
            with pytest.raises(Invalid):
                check(hostile)


@pytest.mark.parametrize(
    "typed",
    ["2024-1-5", "2024/01/05", "2024年1月5日", "2024.1.5", "20240105", "45296", "45296.0", "２０２４－０１－０５",
     "2024-01-05 00:00:00", "2024年01月05号"],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(typed: str) -> None:
    assert checks.date(typed) == dt.date(2024, 1, 5)


@pytest.mark.parametrize(
    "typed",
    ["2024-02-30", "2023-02-29", "0000-00-00", "", "昨天", "2024-13-01", "60", "1", "1799-12-31", "2024-1", "1990"],
)
def test_impossible_dates_are_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        checks.date(typed)


def test_a_birth_in_the_future_is_refused() -> None:
    assert checks.date("2999-01-01") == dt.date(2999, 1, 1)
    with pytest.raises(Invalid):
        checks.date("2999-01-01", birth=True)


@given(st.dates(min_value=dt.date(1900, 3, 1), max_value=dt.date(2199, 12, 31)))
def test_every_day_comes_back_from_every_form(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    forms = (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day}",
    )
    assert {checks.date(form) for form in forms} == {day}
    if 10_000 <= serial <= 99_999:
        assert checks.date(str(serial)) == day


@pytest.mark.parametrize(
    ("born", "on", "under"),
    [
        (dt.date(2012, 2, 29), dt.date(2026, 2, 28), True),
        (dt.date(2012, 2, 29), dt.date(2026, 3, 1), False),
        (dt.date(2012, 5, 10), dt.date(2026, 5, 9), True),
        (dt.date(2012, 5, 10), dt.date(2026, 5, 10), False),
        (dt.date(2012, 12, 31), dt.date(2026, 1, 1), True),
    ],
)
def test_fourteen_is_counted_to_the_day(born: dt.date, on: dt.date, under: bool) -> None:
    assert checks.is_under_14(born, on) is under


def test_text_loses_marks_nobody_sees() -> None:
    assert checks.text("  张\u202e三\0\u200b\ufeff ") == "张三"
    assert checks.text("一\r\n二\t三") == "一 二 三"
    assert checks.text("一\r\n二", multiline=True) == "一\n二"
    assert checks.text("e\u0301") == "é"
    assert checks.text("a\ud800b") == "ab"


def test_text_that_is_too_long_is_refused_not_cut() -> None:
    assert checks.text("卷" * 85, max_chars=85, max_bytes=255)
    with pytest.raises(Invalid):
        checks.text("卷" * 86, max_bytes=255)
    with pytest.raises(Invalid):
        checks.text("abc", max_chars=2)


@given(st.text(max_size=80))
def test_text_is_stable(value: str) -> None:
    once = checks.text(value)
    assert checks.text(once) == once
    once.encode()


@given(st.text(max_size=40))
def test_no_check_fails_otherwise_than_by_refusing(value: str) -> None:
    sentences: list[str] = []
    for check in (checks.resident_id, checks.uscc, checks.mobile, checks.landline, checks.phone, checks.email,
                  checks.plate, checks.bank_card, checks.passport, checks.date):  # fmt: skip
        try:
            check(value)
        except Invalid as refusal:
            sentences.append(str(refusal.message))
    assert all(sentences)


@pytest.mark.parametrize("number", ["E12345678", "ed1234567", "H0123456789", "P 1234567"])
def test_passports_are_taken(number: str) -> None:
    assert checks.passport(number) == number.replace(" ", "").upper()


@pytest.mark.parametrize("number", ["ABCDEF", "1234", "E1234567890123456", "护照"])
def test_wrong_passports_are_refused(number: str) -> None:
    with pytest.raises(Invalid):
        checks.passport(number)


def test_masks_show_what_they_may_and_no_more() -> None:
    assert checks.mask_phone("13812344512") == "138****4512"
    assert checks.mask_phone("0571-87654321") == "0571*******21"
    assert checks.mask_id("330106199003071234") == "3301**********1234"
    assert checks.mask_bank("6222021001112223335") == "6222***********3335"
    assert checks.mask_name("张三丰") == "张*"
    assert checks.mask_name("张") == "张*"
    assert checks.mask_full("任何") == "******"
    assert checks.mask_address("浙江省杭州市西湖区明月路1号") == "浙江省杭州市******"
    assert checks.mask_address("上海市黄浦区明月路1号") == "上海市******"
    assert checks.mask_address("明月路1号") == "******"


@given(st.text("0123456789-+", min_size=1, max_size=30))
def test_no_mask_shows_more_than_eight_characters_or_the_whole(value: str) -> None:
    for mask in (checks.mask_phone, checks.mask_id, checks.mask_bank):
        masked = mask(value)
        hidden = masked.count("*")
        assert hidden >= 1
        assert len(masked) - hidden <= 8
