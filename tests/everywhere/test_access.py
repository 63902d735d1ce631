"""Who may see what: every address, for every kind of person, for their own things and for others' (AC-01, AC-02, WB-12).

What is expected follows from the right that the screen declares and from what the packs give to positions; nothing is
written down by hand, so a new screen and a changed pack are tested at once.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpResponse

from juanzong.ledger.models import Entry
from juanzong.organisation.choices import Scope
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.web.shell.pages import PUBLIC
from tests.everywhere.asking import NOBODY, Person, undone
from tests.everywhere.grounds import Grounds, Side, left_long_ago
from tests.everywhere.screens import SCOPED, Screen, in_groups, screens
from tests.factories import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HTMX = {"HTTP_HX_REQUEST": "true"}
WAYS: list[tuple[str, dict[str, Any]]] = [("get", {}), ("get", HTMX), ("post", {}), ("post", HTMX)]
FEW = 1000 if "JUANZONG_TEST_ALL" in os.environ else 1


def everybody(grounds: Grounds) -> list[Person]:
    """One person for each position of the packs, in the first department."""
    codes = sorted(position.code for position in policies.positions())
    return [Person(code, make_staff(code, department=grounds.here.department)) for code in codes]


def sorts(people: list[Person], screen: Screen) -> list[Person]:
    """One of each sort of people who are alike to this screen; everybody in the long run."""
    if "JUANZONG_TEST_ALL" in os.environ:
        return people
    asked = [screen.right, *(SCOPED[thing] for thing in screen.things().values() if thing in SCOPED)]
    found: dict[tuple[Any, ...], Person] = {}
    for person in people:
        assert person.viewer
        found.setdefault(tuple(person.viewer.scope(right) for right in asked), person)
    return list(found.values())


def test_every_screen_declares_who_may_see_it() -> None:
    assert [one.name for one in screens() if not one.right] == []


def test_what_every_argument_names_is_known() -> None:
    for screen in screens():
        screen.things()


def test_who_has_not_signed_in_sees_only_what_is_public(grounds: Grounds) -> None:
    outsiders = [
        Person("nobody", None),
        Person("left", left_long_ago(department=grounds.here.department)),
        Person("disabled", _disabled(grounds)),
    ]
    faults = []
    for screen, person, (way, headers) in itertools.product(screens(), outsiders, WAYS):
        answer = person.asks(screen.address(grounds.here), way, headers)
        to = answer.headers.get("HX-Redirect") or answer.headers.get("Location", "")
        if screen.right == PUBLIC:
            wrong = answer.status_code >= 500 or (way == "get" and answer.status_code not in {200, 302, 404, 405})
        elif answer.status_code == 405:
            wrong = False
        else:
            wrong = not to.startswith("/sign-in/?next=") or answer.status_code not in {200, 302}
        if wrong:
            faults.append(f"{person.label} {way} {screen.name}: {answer.status_code} {to}")
    assert not faults, "\n".join(faults)


def _disabled(grounds: Grounds) -> Staff:
    staff = make_staff("archivist", department=grounds.here.department)
    staff.is_active = False
    staff.save()
    return staff


@in_groups
def test_without_the_right_a_refusal_that_is_on_record(grounds: Grounds, group: list[Screen]) -> None:
    people = [*everybody(grounds), Person("no position", make_staff(""))]
    faults = []
    for screen in group:
        if not screen.needs_a_right:
            continue
        address, nowhere = screen.address(grounds.here), screen.address(_nothing)
        for person in [p for p in sorts(people, screen) if not (p.viewer and p.viewer.may(screen.right))][:FEW]:
            for way, headers in WAYS:
                faults += _denial(person, screen, address, way, headers)
            told, hidden = person.asks(address), person.asks(nowhere)
            if told.status_code != hidden.status_code or _plain(told) != _plain(hidden):
                faults.append(f"{person.label} {screen.name}: a refusal tells whether the thing exists")
    assert not faults, "\n".join(faults)


def _nothing(thing: str) -> Any:
    from tests.everywhere.grounds import CODES

    return CODES.get(thing, NOBODY)


def _denial(person: Person, screen: Screen, address: str, way: str, headers: dict[str, Any]) -> list[str]:
    where = f"{person.label} {way} {screen.name} {'htmx' if headers else ''}"
    denied = Entry.objects.filter(kind="access.denied").count
    before = denied()
    with undone():
        answer = getattr(person.client, way)(address, **headers)
        after = denied()
        payload = Entry.objects.order_by("-id")[0].payload
    text = answer.content.decode()
    if answer.status_code == 405:
        return []
    if answer.status_code != 403 or "P00-" not in text:
        return [f"{where}: {answer.status_code} instead of a refusal with its clause"]
    if after != before + 1 or f'"{screen.right}"' not in str(payload).replace("'", '"'):
        return [f"{where}: {after - before} entries of the denial"]
    if bool(headers) == ("<html" in text):
        return [f"{where}: a whole page for a piece or the other way round"]
    return []


_CHANGING = re.compile(r'(csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken[^}]*|\b\d{9,20}\b)')


def _plain(answer: HttpResponse) -> str:
    """What a page says, without what differs each time and without its own address, which every page repeats."""
    asked = answer.request["PATH_INFO"]
    return _CHANGING.sub("", answer.body.replace(asked, "").replace(quote(asked, safe=""), ""))


def _reaches(viewer: Viewer, right: str, side: Side, grounds: Grounds) -> bool:
    """Whether a right of somebody in the first department covers the things of a side, none of which are their own."""
    scope = viewer.scope(right)
    if scope is Scope.COMPANY:
        return True
    return scope is Scope.DEPARTMENT and side is grounds.here


def _tries(grounds: Grounds) -> Iterator[tuple[Side, tuple[str, dict[str, Any]]]]:
    yield from ((grounds.here, way) for way in WAYS[:3])
    yield from ((grounds.there, way) for way in (WAYS[0], WAYS[3]))


@in_groups
def test_things_of_others_do_not_exist_and_ones_own_do(grounds: Grounds, group: list[Screen]) -> None:
    faults = []
    people = everybody(grounds)
    for screen in group:
        scoped = [thing for thing in screen.things().values() if thing in SCOPED]
        if not screen.needs_a_right:
            continue
        for person in sorts(people, screen):
            if not (person.viewer and person.viewer.may(screen.right)):
                continue
            for side, (way, headers) in _tries(grounds):
                answer = person.asks(screen.address(side), way, headers)
                known = all(_reaches(person.viewer, SCOPED[thing], side, grounds) for thing in scoped)
                acts = _reaches(person.viewer, screen.right, side, grounds) or not scoped
                wrong = _wrong(answer, way, known=known, acts=acts)
                if wrong:
                    whose = "own" if side is grounds.here else "other"
                    faults.append(f"{person.label} {way} {screen.name} ({whose}): {answer.status_code}, {wrong}")
            if scoped and not all(_reaches(person.viewer, SCOPED[thing], grounds.there, grounds) for thing in scoped):
                for way in ("get", "post"):
                    told, hidden = (
                        person.asks(screen.address(grounds.there), way),
                        person.asks(screen.address(_nothing), way),
                    )
                    if (told.status_code, _plain(told)) != (hidden.status_code, _plain(hidden)):
                        faults.append(f"{person.label} {way} {screen.name}: the answer tells whether the thing exists")
    assert not faults, "\n".join(faults)


def _wrong(answer: HttpResponse, way: str, *, known: bool, acts: bool) -> str:
    status = answer.status_code
    if status >= 500:
        return "a failure"
    if status == 405:
        return ""
    if not known:
        # A form that is at fault may be refused before anybody looks for the thing.
        return "" if status == 404 or (way == "post" and status == 422) else "must not be known to exist"
    if not acts:
        # A form may be seen by who will be refused on sending it: it shows nothing that they may not see anyway.
        return (
            f"did something: {answer.told}"
            if set(answer.told) - {"access.denied", "act.refused", "item.viewed"}
            else ""
        )
    if way == "get" and status not in {200, 204, 206, 302, 304, 404, 409}:
        return "must be open"
    return ""
