"""The people and things that the calls of actions start from (calls.py)."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cached_property
from typing import Any

from juanzong.customers.models import Customer
from juanzong.dossiers.content import Upload
from juanzong.kit import clock
from juanzong.organisation.models import Appointment, Staff
from juanzong.organisation.viewer import Viewer
from tests.everywhere.grounds import Grounds, a_picture, make_grounds
from tests.factories import make_staff, make_viewer

Call = Callable[[], Any]
TODAY = clock.today
NEW_PASSWORD = "purple-otter-walks-home-9"


class Scene:
    """What the preparations share, made when first asked for."""

    def __init__(self, grounds: Grounds) -> None:
        self.grounds, self.here = grounds, grounds.here
        self.by = grounds.here.viewer

    @cached_property
    def admin(self) -> Viewer:
        return make_viewer("administrator", department=self.grounds.company)

    @cached_property
    def second(self) -> Viewer:
        return make_viewer("archivist", department=self.here.department)

    @cached_property
    def third(self) -> Viewer:
        return make_viewer("archivist", department=self.here.department)

    @cached_property
    def customer(self) -> Customer:
        return Customer.objects.get(pk=self.here("customer"))

    @cached_property
    def colleague(self) -> Staff:
        return make_staff("finance", department=self.here.department)

    @cached_property
    def held(self) -> Appointment:
        return Appointment.objects.get(staff=self.colleague)

    def with_everybody(self) -> Scene:
        """The same, with the people there already, so that making them is no part of a call."""
        _there = (self.admin, self.second, self.third, self.held)
        return self

    def upload(self, name: str = "新件.png") -> Upload:
        return Upload(name, io.BytesIO(a_picture()))


def prepared(maker: Callable[[Scene], Any], call: Callable[[Scene, Any], Any]) -> Callable[[Scene], Call]:
    """Prepare with `maker`, then call with what it made."""

    def ready(scene: Scene) -> Call:
        made = maker(scene)
        return lambda: call(scene, made)

    return ready


def plain(call: Callable[[Scene], Any]) -> Callable[[Scene], Call]:
    def ready(scene: Scene) -> Call:
        return lambda: call(scene)

    return ready


def scene() -> Scene:
    return Scene(make_grounds())
