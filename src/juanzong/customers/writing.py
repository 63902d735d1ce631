"""How checked customers become rows: one way for a form, a sheet of a million rows and a public registration.

Everything is written with a handful of bulk statements: keys, customers, contacts, particulars (sealed and
blind-indexed), the text index, and one ledger entry for each customer. Called by actions, inside their transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from juanzong.customers.choices import CustomerState
from juanzong.customers.drafts import Checked, Slot, SourceDraft, fourteenth_birthday
from juanzong.customers.models import Contact, Customer, Particular, Source
from juanzong.kit import bulk, chinese, clock, subject_keys
from juanzong.kit.blind import BlindIndex
from juanzong.kit.ids import new_id
from juanzong.kit.refs import Ref
from juanzong.kit.sealing import Sealer
from juanzong.kit.search import TextIndex, row_tokens
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import Actor

CUSTOMERS = TextIndex("customers")

_CUSTOMER = (
    "id",
    "kind",
    "name",
    "folded",
    "initials",
    "category",
    "region",
    "department_id",
    "responsible_id",
    "source_id",
    "state",
    "minor_until",
    "batch",
    "created_at",
    "updated_at",
)
_CONTACT = ("id", "customer_id", "name", "role", "title", "source_id", "from_at", "until_at")
_PARTICULAR = (
    "id",
    "customer_id",
    "contact_id",
    "subject",
    "field",
    "plain",
    "sealed",
    "lookup",
    "exact",
    "tail",
    "source_id",
    "from_at",
    "until_at",
    "by_id",
    "by_name",
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What all customers written together share."""

    source_id: int
    department_id: int
    responsible_id: int | None
    actor: Actor
    at: dt.datetime
    batch: int | None = None
    entry_kind: str = "customer.registered"
    clauses: tuple[str, ...] = ("P00-1.2", "P00-1.3")


def write_source(source: SourceDraft) -> Source:
    """Keep a checked source."""
    return Source.objects.create(
        channel=source.channel,
        purpose=source.purpose,
        basis=source.basis,
        reference=source.reference.strip()[:200],
        note=source.note.strip()[:200],
        collector=source.collector,
        collector_name=source.collector_name,
        collected_at=source.collected_at,
        consent_how=source.consent_how,
        consent_at=source.consent_at,
        notice_version=source.notice_version,
        sensitive_consent_at=source.sensitive_consent_at,
    )


class ParticularRows:
    """Gathers particulars as rows ready for the database."""

    def __init__(self, *, source_id: int, actor: Actor, at: dt.datetime) -> None:
        self._source, self._actor, self._at = source_id, actor, bulk.moment(at)
        self._indexes: dict[str, BlindIndex] = {}
        self.rows: list[tuple[Any, ...]] = []

    def add(self, sealer: Sealer, customer: int, contact: int | None, slot: Slot, value: str) -> int:
        """One value of one field, sealed when the field is, with its blind indexes; its row id."""
        row = new_id()
        exact = tail = None
        if slot.exact or slot.tail:
            index = self._indexes.get(slot.lookup)
            if index is None:
                index = self._indexes[slot.lookup] = BlindIndex(slot.lookup)
            exact = index.exact(value) if slot.exact else None
            tail = index.tail(value) if slot.tail else None
        sealed = sealer.seal(value, table="particular", column=slot.code, row=row) if slot.sealed else None
        self.rows.append(
            (
                row,
                customer,
                contact,
                customer,
                slot.code,
                "" if slot.sealed else value,
                sealed,
                slot.lookup if exact or tail else "",
                exact,
                tail,
                self._source,
                self._at,
                None,
                self._actor.id,
                self._actor.name,
            )
        )
        return row

    def insert(self) -> None:
        """Write what was gathered."""
        bulk.insert(Particular, _PARTICULAR, self.rows)
        self.rows = []


def scopes(department_id: int, responsible_id: int | None) -> list[str]:
    """The scope tokens under which the text index offers a customer: its department and whoever answers for it."""
    return [f"d{department_id}"] + ([f"o{responsible_id}"] if responsible_id else [])


def write_many(customers: Sequence[Checked], shared: Circumstances) -> list[int]:
    """Write customers with all that belongs to them; their ids, in order."""
    ids = [new_id() for _customer in customers]
    keys = subject_keys.create_many(ids)
    at = bulk.moment(shared.at)
    rows: list[tuple[Any, ...]] = []
    contacts: list[tuple[Any, ...]] = []
    particulars = ParticularRows(source_id=shared.source_id, actor=shared.actor, at=shared.at)
    texts: list[tuple[int, list[str]]] = []
    may_find = scopes(shared.department_id, shared.responsible_id)
    for pk, customer in zip(ids, customers, strict=True):
        rows.append(
            (
                pk,
                customer.kind,
                customer.name,
                customer.folded,
                customer.initials,
                customer.category,
                customer.region,
                shared.department_id,
                shared.responsible_id,
                shared.source_id,
                CustomerState.ACTIVE.value,
                fourteenth_birthday(customer.birth_date, clock.day_of(shared.at)),
                shared.batch,
                at,
                at,
            )
        )
        sealer = Sealer(keys[pk], pk)
        found_by = [customer.name]
        for slot, value in customer.values:
            particulars.add(sealer, pk, None, slot, value)
            if slot.code == "short_name":
                found_by.append(value)
        initials = [customer.initials]
        for contact in customer.contacts:
            contact_id = new_id()
            contacts.append((contact_id, pk, contact.name, contact.role, contact.title, shared.source_id, at, None))
            found_by.append(contact.name)
            initials.append(chinese.initials(contact.name))
            for slot, value in contact.values:
                particulars.add(sealer, pk, contact_id, slot, value)
        texts.append((pk, row_tokens(found_by, initials=initials, scopes=may_find)))
    bulk.insert(Customer, _CUSTOMER, rows)
    bulk.insert(Contact, _CONTACT, contacts)
    particulars.insert()
    CUSTOMERS.put(texts, new=True)
    ledger.record_many(
        shared.entry_kind,
        shared.actor,
        [(Ref("customer", pk), _told(customer)) for pk, customer in zip(ids, customers, strict=True)],
        basis=f"source:{shared.source_id}",
        clauses=shared.clauses,
    )
    return ids


def reindex(customer_ids: Sequence[int]) -> None:
    """Make the text index tell again what finds these customers: their names, their contacts', those merged into them.

    A merged customer leaves the index; the one that stands for it is found by its names. Four SQL statements.
    """
    rows = {row.pk: row for row in Customer.objects.filter(pk__in=customer_ids)}
    names: dict[int, list[str]] = {pk: [row.name] for pk, row in rows.items()}
    people: dict[int, list[str]] = {pk: [row.name] for pk, row in rows.items()}
    for stub in Customer.objects.filter(merged_into__in=rows).order_by("id"):
        names[stub.merged_into_id or 0].append(stub.name)
        people[stub.merged_into_id or 0].append(stub.name)
    short = Particular.objects.filter(customer__in=rows, field="short_name", contact=None, until_at=None)
    for owner, name in short.order_by("id").values_list("customer", "plain"):
        names[owner].append(name)
    contacts = Contact.objects.filter(customer__in=rows, until_at=None).order_by("id")
    for owner, name in contacts.values_list("customer", "name"):
        names[owner].append(name)
        people[owner].append(name)
    gone = [pk for pk, row in rows.items() if row.state == CustomerState.MERGED]
    CUSTOMERS.remove(gone)
    CUSTOMERS.put(
        (
            pk,
            row_tokens(
                names[pk],
                initials=[chinese.initials(name) for name in people[pk]],
                scopes=scopes(row.department_id, row.responsible_id),
            ),
        )
        for pk, row in rows.items()
        if pk not in gone
    )


def _told(customer: Checked) -> dict[str, Any]:
    """What the ledger says of a new customer: which fields, never their values."""
    return {
        "kind": customer.kind,
        "fields": [slot.code for slot, _value in customer.values],
        "contacts": len(customer.contacts),
    }
