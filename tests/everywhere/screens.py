"""Every address of the product, found by walking the URL configuration, with an object for each of its arguments.

A new address needs nothing here, unless it has an argument of a kind that no address had before: then `THINGS` is
asked, fails, and wants to be told what the argument names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from juanzong.web.shell.pages import PUBLIC, SIGNED_IN


@dataclass(frozen=True)
class Screen:
    """One address. route: as declared, arguments in angle brackets. arguments: their names in order."""

    name: str
    route: str
    arguments: tuple[str, ...]
    view: Callable[..., HttpResponse]

    @property
    def right(self) -> str:
        """What the view declares: a right, SIGNED_IN or PUBLIC."""
        return str(getattr(self.view, "declared_right", ""))

    @property
    def needs_a_right(self) -> bool:
        return self.right not in {PUBLIC, SIGNED_IN}

    def things(self) -> dict[str, str]:
        """What each argument names. AssertionError for an argument that nobody has told about."""
        found = {}
        for argument in self.arguments:
            thing = _thing(self, argument)
            assert thing, (
                f"{self.name} ({self.route}): say in tests/everywhere/screens.py what the argument {argument!r} names"
            )
            found[argument] = thing
        return found

    def address(self, given: Callable[[str], Any]) -> str:
        """The address for the things that `given` gives by kind."""
        return reverse(self.name, kwargs={name: given(thing) for name, thing in self.things().items()})


# What an argument names: "namespace.argument", or "namespace:folder.argument" where one name means several things.
THINGS = {
    "casework.obligation_id": "obligation",
    "casework.case_id": "case",
    "casework.attachment_id": "attachment",
    "casework.signer_id": "signer",
    "casework.procedure": "procedure",
    "casework.kind": "subject_kind",
    "casework.subject_id": "customer",
    "custody.dossier_id": "dossier",
    "custody.item_id": "item",
    "custody.place_id": "place",
    "custody.certificate_id": "certificate",
    "custody.slip_id": "safe_slip",
    "custody:safes.place_id": "safe",
    "custody:safes.count_id": "safe_count",
    "custody.code": "label_code",
    "custody:registers.code": "register_code",
    "custody.photo_id": "inspection_photo",
    "custody.trouble_id": "trouble",
    "custody.disposal_id": "disposal",
    "custody.freeze_id": "freeze",
    "custody.line_id": "disposal_line",
    "custody.number": "page",
    "custody.count_id": "count",
    "custody.loan_id": "loan",
    "custody.keeping_id": "keeping",
    "custody.finding_id": "finding",
    "custody.sheet": "label_sheet",
    "casework:channels.id": "channel",
    "casework:messages.id": "message",
    "casework.way": "channel_kind",
    "oversight.clause_id": "clause",
    "oversight.incident_id": "incident",
    "oversight.leaving_id": "leaving",
    "oversight.measure_id": "measure",
    "oversight.account_id": "account",
    "oversight.whom": "notified",
    "policies.adoption_id": "adoption",
    "oversight.pack_id": "pack",
    "customers.customer": "customer",
    "customers.contact": "contact",
    "customers.particular": "particular",
    "customers.relation": "relation",
    "customers.duplicate": "duplicate",
    "customers.merge": "merge",
    "customers.one": "customer",
    "customers.two": "second_customer",
    "customers.field": "field",
    "customers.batch": "batch",
    "customers.intake": "intake",
    "customers.intake_id": "intake",
    "dossiers.dossier": "dossier",
    "dossiers.dossier_id": "dossier",
    "dossiers.customer": "customer",
    "dossiers.customer_id": "customer",
    "dossiers.item": "item",
    "dossiers.item_id": "item",
    "dossiers.version": "version",
    "dossiers.version_id": "version",
    "dossiers.scan": "scan",
    "dossiers.scan_id": "scan",
    "dossiers.paper": "paper",
    "dossiers.section": "section",
    "dossiers.number": "page",
    "dossiers.line_id": "supplement",
    "dossiers.collection_id": "collection",
    "customers.kind": "sheet_kind",
    "service.customer_id": "customer",
    "service.record_id": "record",
    "service.staff_id": "staff",
    "service.event_id": "event",
    "service.taking_id": "taking",
    "service.call_back_id": "call_back",
    "service.meeting_id": "meeting",
    "service.agreed_id": "agreed",
    "privacy.grant_id": "grant",
    "privacy:dossiers.grant_id": "own_grant",
    "privacy:items.grant_id": "own_grant",
    "privacy:versions.grant_id": "own_grant",
    "privacy:records.grant_id": "own_grant",
    "privacy.dossier_id": "dossier",
    "privacy.item_id": "item",
    "privacy.version_id": "version",
    "privacy.number": "page",
    "privacy.record_id": "record",
    "forms.record_id": "record",
    "forms.value_id": "record_value",
    "forms.key_id": "register_key",
    "forms.batch_id": "blank_batch",
    "forms.permit_id": "permit",
    "forms.seal_id": "seal",
    "forms.handover_id": "record_handover",
    "forms.code": "form",
    "forms.field": "signature_field",
    "ledger.entry_id": "entry",
    "organisation:departments.id": "department",
    "organisation:staff.id": "staff",
    "organisation:appointments.id": "appointment",
    "organisation:away.id": "arrangement",
    "organisation:charges.id": "charge",
    "organisation.right": "right",
    "oversight.audit_id": "audit",
    "oversight.year": "year",
    "oversight.sample_id": "audit_sample",
    "oversight.follow_up_id": "follow_up",
    "organisation.session_id": "training",
    "organisation:training.id": "staff",
    "policies.clause_id": "clause",
    "policies.edition_id": "edition",
    "policies.change_id": "edition_change",
    "policies.of": "changeable",
    "policies:own.code": "duty_code",
    "policies.pack_id": "pack",
    "policies:kinds.code": "dossier_kind",
    "policies:positions.code": "position",
}

# Which right lets somebody know that a thing exists, for things that belong to a department or a person.
SCOPED = {
    "audit": "oversight.view",
    "audit_sample": "oversight.view",
    "follow_up": "oversight.view",
    "training": "training.view",
    "customer": "customers.view",
    "second_customer": "customers.view",
    "contact": "customers.view",
    "particular": "customers.view",
    "relation": "customers.view",
    "duplicate": "customers.merge",
    "merge": "customers.merge",
    "batch": "customers.import",
    "dossier": "dossiers.view",
    "certificate": "certificates.view",
    "safe_slip": "certificates.view",
    "item": "dossiers.view",
    "version": "dossiers.view",
    "record": "forms.view",
    "supplement": "dossiers.verify",
    "collection": "dossiers.view",
    "record_value": "forms.view",
    "entry": "ledger.view",
    "own_grant": "nobody but its reader",
    "incident": "oversight.view_incidents",
    "leaving": "oversight.clear_leavings",
    "call_back": "customers.view",
    "meeting": "service.meet",
}


def _thing(screen: Screen, argument: str) -> str:
    space = screen.name.rpartition(":")[0]
    folders = [f"{space}:{folder}.{argument}" for folder in screen.route.split("/") if folder]
    for key in (*folders, f"{space}.{argument}"):
        if key in THINGS:
            return THINGS[key]
    return ""


def screens() -> list[Screen]:
    """All of them, in the order of the URL configuration."""
    return list(_walk(get_resolver(), "", ""))


FEW = 10  # namespaces with fewer screens than this are tried together


def groups() -> dict[str, list[Screen]]:
    """All screens by namespace, so that a test of every screen can be shared out among processes."""
    found: dict[str, list[Screen]] = {}
    for screen in screens():
        found.setdefault(screen.name.split(":")[0], []).append(screen)
    large = {space: those for space, those in found.items() if len(those) >= FEW}
    return large | {"others": [one for space, those in found.items() if space not in large for one in those]}


def _walk(resolver: URLResolver, route: str, space: str) -> Iterator[Screen]:
    for one in resolver.url_patterns:
        here = route + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one, here, f"{space}{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            arguments = tuple(one.pattern.converters)
            yield Screen(f"{space}{one.name}", here, arguments, one.callback)


# For a test of every screen: `group` is the screens of one namespace.
in_groups = pytest.mark.parametrize("group", list(groups().values()), ids=list(groups()))
