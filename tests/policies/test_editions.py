"""A company's own pack made on the page: every change with its reason, a second person's consent, versions."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from juanzong.kit import clock as house
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.ledger.choices import SYSTEM
from juanzong.ledger.models import Entry
from juanzong.organisation.actions import editions as acts
from juanzong.organisation.acts import Denied
from juanzong.organisation.viewer import Viewer
from juanzong.policies import editions, reads, shelf
from juanzong.policies.actions import adopt
from juanzong.policies.effective import effective
from juanzong.policies.loading import library
from juanzong.policies.loading.faults import PackFaulty
from juanzong.policies.loading.reading import read_files
from juanzong.policies.models import Edition
from juanzong.policies.shapes_changes import Changeable
from tests.factories import make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TWO_DAYS: dict[str, Any] = {
    "of": Changeable.DUTY,
    "code": "handed_over_in_five_days",
    "body": {"set": {"due": "2 working_days"}},
}


@pytest.fixture
def author() -> Viewer:
    return make_viewer("archivist")


@pytest.fixture
def second() -> Viewer:
    return make_viewer("general_manager")


def draft(author: Viewer) -> int:
    edition = acts.begin_edition(by=author, stands_on="P03", title_zh="本公司档案制度")
    acts.change_edition(by=author, edition=edition, why="本公司只有一间办公室。", **TWO_DAYS)
    return edition


def consented(author: Viewer, second: Viewer) -> Edition:
    edition = draft(author)
    acts.propose_edition(by=author, edition=edition)
    one = editions.edition(edition)
    acts.consent_to_edition(by=second, edition=edition, digest=one.digest)
    shelf.notice()
    return editions.edition(edition)


def test_three_working_days_become_two_with_a_second_persons_consent(author: Viewer, second: Viewer) -> None:
    one = consented(author, second)
    adopt(actor=SYSTEM, pack=one.pack, from_date=house.today())
    assert str(effective([(one.pack, 1)]).duties["handed_over_in_five_days"].due) == "2 working_days"
    kinds = list(Entry.objects.filter(subject=f"edition:{one.pk}").order_by("id").values_list("kind", flat=True))
    assert kinds == ["edition.begun", "edition.changed", "edition.proposed", "edition.consented"]
    changed = Entry.objects.get(kind="edition.changed")
    assert json.loads(changed.payload)["why"] == "本公司只有一间办公室。"
    assert reads.pack(one.pack).digest == one.digest


def test_a_draft_or_a_proposal_is_no_pack_and_cannot_be_adopted(author: Viewer) -> None:
    edition = draft(author)
    for _state in range(2):
        with pytest.raises(NotFound):
            adopt(actor=SYSTEM, pack=editions.edition(edition).pack, from_date=house.today())
        if editions.edition(edition).state == "draft":
            acts.propose_edition(by=author, edition=edition)


def test_nobody_who_had_a_hand_in_it_consents(author: Viewer, second: Viewer) -> None:
    edition = acts.begin_edition(by=author, stands_on="P03", title_zh="本公司档案制度")
    acts.change_edition(by=second, edition=edition, why="更快。", **TWO_DAYS)
    acts.propose_edition(by=author, edition=edition)
    digest = editions.edition(edition).digest
    with pytest.raises(Denied):
        acts.consent_to_edition(by=author, edition=edition, digest=digest)
    with pytest.raises(NotAllowed, match="参与起草"):
        acts.consent_to_edition(by=second, edition=edition, digest=digest)
    third = make_viewer("general_manager")
    acts.consent_to_edition(by=third, edition=edition, digest=digest)
    assert editions.edition(edition).decided_by == third.staff_id


def test_the_database_itself_refuses_an_authors_consent(author: Viewer, second: Viewer) -> None:
    one = consented(author, second)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=one.pk).update(decided_by=author.staff_id)


def test_a_refusal_needs_a_reason_and_makes_it_a_draft_again(author: Viewer, second: Viewer) -> None:
    edition = draft(author)
    acts.propose_edition(by=author, edition=edition)
    with pytest.raises(Invalid):
        acts.refuse_edition(by=second, edition=edition, reason=" ")
    acts.refuse_edition(by=second, edition=edition, reason="两天太短。")
    one = editions.edition(edition)
    assert (one.state, one.reason, one.digest) == ("draft", "两天太短。", "")
    acts.change_edition(
        by=author, edition=edition, of=Changeable.DUTY, code="handed_over_in_five_days",
        body={"set": {"due": "4 working_days"}}, why="改为四天。",
    )  # fmt: skip
    assert 'due = "4 working_days"' in editions.files_of(one, editions.standing_changes(one))["changes.toml"]


def test_consent_to_another_text_than_the_one_that_was_read_is_refused(author: Viewer, second: Viewer) -> None:
    edition = draft(author)
    acts.propose_edition(by=author, edition=edition)
    with pytest.raises(Conflict, match="变了"):
        acts.consent_to_edition(by=second, edition=edition, digest="0" * 64)


def test_what_was_proposed_is_not_changed_and_what_was_consented_to_never_is(author: Viewer, second: Viewer) -> None:
    edition = draft(author)
    acts.propose_edition(by=author, edition=edition)
    with pytest.raises(Conflict, match="待同意"):
        acts.change_edition(by=author, edition=edition, why="再快些。", **TWO_DAYS)
    acts.consent_to_edition(by=second, edition=edition, digest=editions.edition(edition).digest)
    for again in (
        lambda: acts.change_edition(by=author, edition=edition, why="再快些。", **TWO_DAYS),
        lambda: acts.propose_edition(by=author, edition=edition),
        lambda: acts.withdraw_edition(by=author, edition=edition),
        lambda: acts.refuse_edition(by=second, edition=edition, reason="反悔。"),
    ):
        with pytest.raises(Conflict, match="已同意"):
            again()


def test_a_text_that_was_altered_in_the_database_is_not_used(author: Viewer, second: Viewer) -> None:
    one = consented(author, second)
    one.files["changes.toml"] = one.files["changes.toml"].replace("2 w", "9 w")
    one.save()
    library.forget()
    with pytest.raises(PackFaulty, match="不一致"):
        reads.pack(one.pack)


def test_the_next_version_begins_with_the_last_and_both_stay(author: Viewer, second: Viewer) -> None:
    one = consented(author, second)
    edition = acts.begin_next_edition(by=author, pack=one.pack)
    acts.change_edition(
        by=author, edition=edition, of=Changeable.DUTY, code="train_department",
        body={"set": {"due": "1 working_days"}}, why="更快。",
    )  # fmt: skip
    acts.propose_edition(by=author, edition=edition)
    acts.consent_to_edition(by=second, edition=edition, digest=editions.edition(edition).digest)
    shelf.notice()
    assert [pack.version for pack in reads.versions(one.pack)] == [2, 1]
    assert [str(reads.duty(code, one.pack, 2).due) for code in ("handed_over_in_five_days", "train_department")] == [
        "2 working_days", "1 working_days"
    ]  # fmt: skip
    with pytest.raises(NotFound):
        reads.duty("train_department", one.pack, 1)


def test_one_draft_of_a_pack_at_a_time_and_a_withdrawn_one_makes_room(author: Viewer, second: Viewer) -> None:
    one = consented(author, second)
    edition = acts.begin_next_edition(by=author, pack=one.pack)
    with pytest.raises(Conflict, match="已有一份草稿"):
        acts.begin_next_edition(by=author, pack=one.pack)
    acts.withdraw_edition(by=author, edition=edition)
    assert editions.edition(acts.begin_next_edition(by=author, pack=one.pack)).version == 3


def test_a_change_that_cannot_be_is_refused_with_all_faults_and_leaves_nothing(author: Viewer) -> None:
    edition = draft(author)
    with pytest.raises(PackFaulty) as refusal:
        acts.change_edition(
            by=author, edition=edition, of=Changeable.DUTY, code="train_department",
            body={"set": {"due": "soon", "owner": ["position:nobody"], "colour": "red"}}, why="试试。",
        )  # fmt: skip
    assert len(refusal.value.faults) == 2
    assert editions.edition(edition).changes.count() == 1
    with pytest.raises(Invalid):
        acts.change_edition(by=author, edition=edition, why=" ", **TWO_DAYS)


def test_a_change_is_taken_back_and_stays_to_be_read(author: Viewer) -> None:
    edition = draft(author)
    row = editions.edition(edition).changes.get()
    acts.take_back_change(by=author, edition=edition, change=row.pk)
    with pytest.raises(NotFound):
        acts.take_back_change(by=author, edition=edition, change=row.pk)
    with pytest.raises(Conflict, match="还没有更改"):
        acts.propose_edition(by=author, edition=edition)
    assert editions.edition(edition).changes.count() == 1


def test_another_process_meets_the_version_when_it_needs_it(author: Viewer, second: Viewer) -> None:
    one = consented(author, second)
    adopt(actor=SYSTEM, pack=one.pack, from_date=house.today())
    library.forget()  # as a process that has just begun
    assert not library.shelved()
    assert reads.known(one.pack, 1)
    assert str(reads.duty("handed_over_in_five_days", one.pack, 1).due) == "2 working_days"
    assert not shelf.notice()


def test_a_known_version_costs_no_statement(author: Viewer, second: Viewer, django_assert_num_queries: Any) -> None:
    one = consented(author, second)
    with django_assert_num_queries(0):
        assert reads.known(one.pack, 1)
        effective([(one.pack, 1)])


WORDS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), min_size=1, max_size=30)
VALUES = st.recursive(
    st.booleans() | st.integers(-999, 999) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), VALUES, max_size=4))
def test_whatever_is_written_into_a_change_is_read_back_as_it_was(values: dict[str, Any]) -> None:
    assert tomllib.loads(editions._toml(values)) == values


def test_a_pack_made_on_the_page_is_a_pack_as_files_are(author: Viewer, second: Viewer) -> None:
    one = consented(author, second)
    reading = read_files({name: text.encode() for name, text in one.files.items()}, name="x", folder="x")
    assert reading.faults == []
    assert reading.pack.changes == reads.pack(one.pack).changes
    assert one.files["pack.toml"].splitlines()[-1] == 'extends = ["P03@1"]'
