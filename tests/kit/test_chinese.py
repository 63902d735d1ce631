from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juanzong.config.demo import people
from juanzong.kit import chinese


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("单晓华", "sxh"), ("曾国", "zg"), ("仇英", "qy"), ("解小明", "xxm"), ("查良", "zl"), ("朴树", "ps"), ("盖天", "gt"),
        ("任我行", "rwx"), ("区小明", "oxm"), ("尉迟恭", "ycg"), ("欧阳锋", "oyf"), ("诸葛明", "zgm"), ("司马光", "smg"),
        ("上官婉", "sgw"), ("长孙明", "zsm"), ("张晓华", "zxh"), ("吕布", "lb"), ("贾明", "jm"), ("石磊", "sl"), ("沈阳", "sy"),
        ("重庆长安贸易有限公司", "cqcamyyxgs"), ("杭州银行", "hzyh"), ("中国工商银行杭州分行", "zggsyhhzfh"),
        ("厦门大厦物业服务有限公司", "xmdswyfwyxgs"), ("杭州ABC科技12", "hzabckj12"), ("ＡＢＣ（中国）", "abczg"),
        ("长沙行业协会", "cshyxh"), ("", ""),
    ],
)  # fmt: skip
def test_initials_are_what_people_type(name: str, letters: str) -> None:
    assert chinese.initials(name) == letters


def test_every_demo_name_has_an_initial_for_each_character() -> None:
    rng = Random(2)
    for _n in range(2000):
        for name in (people.person_name(rng), people.company(rng).name):
            letters = chinese.initials(name)
            assert len(letters) == len(name)
            assert letters.isascii()
            assert letters.isalnum()


@given(st.text(max_size=40))
def test_initials_and_folding_take_any_text(text: str) -> None:
    letters = chinese.initials(text)
    assert letters == "" or (letters.isascii() and letters.isalnum() and letters == letters.lower())
    folded = chinese.fold(text)
    assert folded == "" or folded.isalnum()
    assert chinese.company_core(text) == chinese.company_core(text)


@pytest.mark.parametrize(
    "name",
    [
        "浙江省杭州市明远贸易有限公司",
        "杭州明远贸易有限责任公司",
        "（杭州）明远贸易有限公司",
        "杭州市明远贸易股份有限公司",
    ],
)
def test_the_core_of_a_company_name_has_no_place_and_no_form(name: str) -> None:
    assert chinese.company_core(name) == "明远贸易"


def test_a_name_without_a_core_stays() -> None:
    assert chinese.company_core("北京有限公司") == "北京"
    assert chinese.company_core("公司") == "公司"


def test_similarity_knows_the_same_company_from_its_neighbour() -> None:
    same = chinese.similarity("浙江省杭州市明远贸易有限公司", "杭州明远贸易有限责任公司")
    other = chinese.similarity("杭州明远贸易有限公司", "杭州天禾贸易有限公司")
    assert same > 0.95
    assert other < 0.6
    assert chinese.similarity("张三", "张　三") == 1.0
    assert chinese.similarity("", "张三") == 0.0


@given(st.text(max_size=20), st.text(max_size=20))
def test_similarity_is_symmetric_and_bounded(a: str, b: str) -> None:
    assert 0.0 <= chinese.similarity(a, b) <= 1.0
    assert chinese.similarity(a, b) == pytest.approx(chinese.similarity(b, a))
