"""The pages of the safe and of a change of keeper as their keepers use them."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from juanzong.custody import actions
from juanzong.custody.models import SafeTally
from juanzong.organisation.models import Staff
from tests.custody.helpers import make_room
from tests.custody.vault import Vault
from tests.entering import enter
from tests.factories import make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_an_empty_safe_is_said_and_a_number_that_is_too_short_is_named() -> None:
    vault = Vault()
    one = actions.begin_safe_count(by=vault.keeper, place_id=vault.safe.pk, occasion="day_end")
    client, page = enter(Staff.objects.get(pk=vault.keeper.staff_id)), reverse("custody:tally_safe", args=[one.pk])
    wrong: tuple[tuple[dict[str, str], str], ...] = (
        ({"numbers": " "}, "只勾选"),
        ({"numbers": "0001", "empty": "on"}, "只勾选"),
        ({"numbers": "0001\n77"}, "“77”太短"),
    )
    for told, words in wrong:
        answer = client.post(page, told)
        text: Any = answer.content.decode()
        assert (answer.status_code, words in text, told["numbers"].strip() in text) == (422, True, True)
    assert not SafeTally.objects.exists()
    assert client.post(page, {"numbers": "", "empty": "on"}).status_code == 302
    assert SafeTally.objects.get().staff == vault.keeper.staff_id


def test_only_those_who_may_keep_are_offered_to_take_over() -> None:
    old, new, other = make_viewer("archivist"), make_viewer("archivist"), make_viewer("project_manager")
    make_room(old)
    text = enter(Staff.objects.get(pk=old.staff_id)).get(reverse("custody:keepings")).content.decode()
    assert f'value="{new.staff_id}"' in text
    assert f'value="{other.staff_id}"' not in text
    assert f'value="{old.staff_id}"' not in text
