"""Likely duplicates: found before saving and later, shown only as far as the viewer may see."""

from __future__ import annotations

import pytest

from juanzong.customers import actions, tasks
from juanzong.customers.actions import merging
from juanzong.customers.drafts import CustomerDraft, check
from juanzong.customers.models import Customer, Duplicate
from juanzong.customers.reads import duplicates
from juanzong.customers.reads.duplicates import Likely
from juanzong.customers.rules import Likeness, alike, completeness, score
from juanzong.kit.errors import Conflict, NotFound
from juanzong.ledger.models import Entry
from juanzong.organisation.viewer import Viewer
from tests.factories import (
    MOBILE,
    RESIDENT_ID,
    USCC,
    a_person,
    a_source,
    an_organisation,
    make_customer,
    make_viewer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Viewer:
    return make_viewer("archivist")


def _likely(by: Viewer, draft: CustomerDraft) -> list[Likely]:
    return duplicates.likely_duplicates(by, check(draft, a_source(by)))


def test_the_same_phone_written_otherwise_is_found_before_saving(by: Viewer) -> None:
    customer = make_customer(by)
    (found,) = _likely(by, a_person("王芳", mobile="+86 138-0013-8000"))
    assert (found.customer_id, found.reasons, found.same) == (customer.pk, ("phone",), False)
    assert found.why == ["电话号码相同"]


def test_the_same_identity_number_is_certain(by: Viewer) -> None:
    make_customer(by, a_person(resident_id=RESIDENT_ID))
    (found,) = _likely(by, a_person("王芳", mobile="13800138001", resident_id=RESIDENT_ID.lower()))
    assert (found.score, found.same) == (100, True)


def test_similar_companies_are_found(by: Viewer) -> None:
    customer = make_customer(by, an_organisation(business_address="文一西路 998 号 5 幢"))
    draft = an_organisation("杭州青竹农业产品有限责任公司", business_address="文一西路998号5幢201室")
    draft.contacts = []
    (found,) = _likely(by, draft)
    assert found.customer_id == customer.pk
    assert set(found.reasons) == {"similar_name", "same_region", "similar_address"}


def test_a_namesake_in_the_same_region_is_shown_but_not_noted(by: Viewer) -> None:
    make_customer(by)
    (found,) = _likely(by, a_person(mobile="13800138001"))
    assert found.reasons == ("same_name", "same_region")
    far = a_person(mobile="13800138001")
    far.region = "浙江省宁波市"
    assert _likely(by, far) == []


def test_another_company_is_not_a_duplicate(by: Viewer) -> None:
    make_customer(by, an_organisation())
    draft = an_organisation("杭州明月机械有限公司")
    draft.contacts = []
    assert _likely(by, draft) == []


def test_out_of_reach_only_the_department_is_told_and_only_for_numbers(by: Viewer) -> None:
    customer = make_customer(by)
    manager = make_viewer("department_manager")
    (found,) = _likely(manager, a_person())
    assert (found.customer_id, found.name, found.department) == (0, "", customer.department.name)
    assert found.reasons == ("phone",)
    assert _likely(manager, a_person(mobile="13800138009")) == []


def test_the_chore_finds_pairs_once_and_rests(by: Viewer) -> None:
    one = make_customer(by, an_organisation())
    draft = an_organisation()
    draft.contacts = []
    two = make_customer(by, draft)
    make_customer(by, a_person("王芳", mobile="13800138002"))
    make_customer(by, a_person("王芳", mobile="13800138003"))
    assert tasks.find_duplicates() is False
    pair = Duplicate.objects.get()
    assert (pair.one_id, pair.two_id) == (one.pk, two.pk)
    assert set(pair.reasons.split(",")) == {"same_name", "same_core", "same_region"}
    assert not Customer.objects.filter(compared=False).exists()
    entries = Entry.objects.count()
    assert tasks.find_duplicates() is False
    assert Entry.objects.count() == entries


def test_a_changed_customer_is_compared_again(by: Viewer) -> None:
    make_customer(by)
    two = make_customer(by, a_person("王芳", mobile="13800138001"))
    tasks.find_duplicates()
    assert not Duplicate.objects.exists()
    actions.set_particular(by=by, customer=two.pk, field="mobile", value=MOBILE)
    tasks.find_duplicates()
    assert Duplicate.objects.get().reasons == "phone"


def test_a_pair_judged_different_is_not_offered_again(by: Viewer) -> None:
    make_customer(by)
    two = make_customer(by, a_person("王芳"))
    tasks.find_duplicates()
    pair = duplicates.open_duplicates(by).get()
    merging.dismiss_duplicate(by=by, duplicate=pair.pk)
    actions.edit_customer(by=by, customer=two.pk, changes={"region": "浙江省宁波市"})
    tasks.find_duplicates()
    assert not duplicates.open_duplicates(by).exists()
    with pytest.raises(Conflict):
        merging.dismiss_duplicate(by=by, duplicate=pair.pk)
    with pytest.raises(NotFound):
        merging.dismiss_duplicate(by=make_viewer("department_manager"), duplicate=pair.pk)


def test_numbers_shared_by_very_many_tell_nothing(by: Viewer) -> None:
    for n in range(22):
        make_customer(by, a_person(f"客户{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{n}"))
    while tasks.find_duplicates():
        pass
    assert not Duplicate.objects.filter(reasons="phone").exists()


@pytest.mark.parametrize(
    ("reasons", "least", "most"),
    [((), 0, 0), (("uscc",), 100, 100), (("phone",), 75, 75), (("phone", "same_name", "same_region"), 80, 99)],
)
def test_scores(reasons: tuple[str, ...], least: int, most: int) -> None:
    assert least <= score(reasons) <= most


def test_a_person_is_never_like_a_company() -> None:
    assert alike(Likeness("person", "青竹", "青竹", ""), Likeness("organisation", "青竹", "青竹", "")) == []


def test_completeness_counts_what_is_expected(by: Viewer) -> None:
    bare = completeness("organisation", [])
    full = completeness("organisation", ["category", "mobile", "uscc", "legal_representative", "business_address"])
    assert (full.percent, full.missing) == (100, ())
    assert bare.present == 2
    assert {field.code for field in bare.missing} >= {"uscc", "category"}


def test_a_company_keeps_its_credit_code_to_itself(by: Viewer) -> None:
    make_customer(by, an_organisation(uscc=USCC))
    (found,) = _likely(by, an_organisation("宁波白鹭渔业有限公司", uscc=USCC))
    assert found.same
