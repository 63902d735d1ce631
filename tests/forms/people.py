"""The people of a small company of event sales, and what they usually enter."""

from __future__ import annotations

import itertools
from functools import cached_property
from typing import Any

from juanzong.customers.models import Customer
from juanzong.forms import actions
from juanzong.forms.actions import Filling
from juanzong.forms.models import Record
from juanzong.organisation.viewer import Viewer
from tests.factories import MOBILE, a_person, make_customer, make_department, make_viewer

SECRET = "高血压三级，长期服药"
_mobiles = itertools.count(13_800_138_001)


class Company:
    """One department with the people of P09, made when first asked for."""

    @cached_property
    def department(self) -> Any:
        return make_department("销售部")

    def _someone(self, position: str) -> Viewer:
        return make_viewer(position, department=self.department)

    @cached_property
    def rep(self) -> Viewer:
        return self._someone("satisfaction_representative")

    @cached_property
    def manager(self) -> Viewer:
        return self._someone("sales_manager")

    @cached_property
    def keeper(self) -> Viewer:
        return self._someone("customer_service_manager")

    @cached_property
    def doctor(self) -> Viewer:
        return self._someone("customer_doctor")

    @cached_property
    def boss(self) -> Viewer:
        return self._someone("general_manager")

    def customer(self, name: str = "张晓明", by: Viewer | None = None) -> Customer:
        who = by or self.rep
        return make_customer(who, a_person(name, mobile=str(next(_mobiles))), responsible=who.staff_id)

    def questionnaire(self, **more: str) -> Filling:
        said = {"agreed": "yes", "illness": "yes", "health_note": SECRET}
        return Filling(values=said | more, filled_by="customer")

    def draft(self, customer: Customer | None = None, **more: str) -> Record:
        about = customer or self.customer()
        return actions.save_record(
            by=self.rep, form="trial_questionnaire", subject=about.pk, filling=self.questionnaire(**more)
        )

    def submitted(self, customer: Customer | None = None) -> Record:
        _there = self.manager
        return actions.submit_record(by=self.rep, record=self.draft(customer).pk)


__all__ = ["MOBILE", "SECRET", "Company"]
