"""Judging the rows of a sheet: each by itself, then against the rows before it and the customers there are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from django.utils.translation import gettext as _

from juanzong.customers.choices import IDENTITIES
from juanzong.customers.drafts import Checked, SourceDraft, check
from juanzong.customers.importing.columns import Fault, RowReader
from juanzong.customers.importing.seen import Seen
from juanzong.customers.models import Customer, Particular
from juanzong.kit import bulk
from juanzong.kit.blind import EXACT, BlindIndex
from juanzong.kit.errors import Invalid
from juanzong.kit.sheets import Row

CHECK, TWICE, HELD = "check", "twice", "held"
_PHONE = "phone"
_LOOKED_AT = ("exact", "field", "customer_id", "contact_id", "until_at")
Telling: TypeAlias = tuple[str, bytes]


@dataclass(slots=True)
class Examined:
    """A row judged: the customer it makes when `faults` is empty.

    identities: target and blind index of what only one customer may have. phones: blind indexes of the customer's own
    numbers, which together with the name tell a duplicate.
    """

    row: int
    checked: Checked | None = None
    faults: list[Fault] = field(default_factory=list)
    identities: list[Telling] = field(default_factory=list)
    phones: list[Telling] = field(default_factory=list)


class Examiner:
    """Judges rows one by one; keep it for a sheet."""

    def __init__(self, reader: RowReader, source: SourceDraft) -> None:
        self._reader, self._source = reader, source
        self._indexes = {lookup: BlindIndex(lookup) for lookup in (*IDENTITIES, _PHONE)}

    def examine(self, row: Row) -> Examined:
        """A row judged by itself. Asks no database."""
        drafted = self._reader.read(row.cells)
        found = Examined(row.number, faults=drafted.faults)
        try:
            checked = check(drafted.draft, self._source)
        except Invalid as refusal:
            for name, sentence in refusal.fields.items():
                target = drafted.origin.get(name, name)
                if not any(fault.target == target for fault in found.faults):
                    found.faults.append(Fault(target, CHECK, str(sentence)))
            if not found.faults:
                found.faults.append(Fault("", CHECK, str(refusal.message)))
            return found
        if found.faults:
            return found
        found.checked = checked
        for slot, value in checked.values:
            if slot.code in IDENTITIES:
                target = drafted.origin.get(slot.code, slot.code)
                found.identities.append((target, self._indexes[slot.lookup].exact(value)))
            elif slot.lookup == _PHONE and slot.exact:
                target = drafted.origin.get(slot.code, slot.code)
                found.phones.append((target, self._indexes[_PHONE].exact(value)))
        return found


def mark_repeated(rows: Iterable[Examined], seen: Seen) -> None:
    """Fault the rows that repeat an identity number, or phone and name, of a good row before them."""
    for one in rows:
        if one.checked is None:
            continue
        keys = [(target, int.from_bytes(exact[:8], "big")) for target, exact in one.identities]
        keys += [(target, _with_name(exact, one.checked.folded)) for target, exact in one.phones]
        for target, key in keys:
            before = seen.row_of(key)
            if before:
                _fault(one, Fault(target, TWICE, "", before))
                break
        else:
            for _target, key in keys:
                seen.add(key, one.row)


def mark_held(rows: Sequence[Examined], *, batch: int | None = None) -> None:
    """Fault the rows whose identity number, or phone and name, a customer has already. One SQL statement, two where one has.

    batch: customers that came from this batch itself count as rows of the sheet.
    """
    wanted = {exact for one in rows if one.checked is not None for _target, exact in one.identities + one.phones}
    if not wanted:
        return
    hits = [
        (bytes(exact), name, customer)
        for exact, name, customer, contact, until in bulk.rows_with(Particular, _LOOKED_AT, "exact", wanted)
        if contact is None and until is None
    ]
    if not hits:
        return
    held_by = {
        pk: (folded, brought_by)
        for pk, folded, brought_by in Customer.objects.filter(pk__in={hit[2] for hit in hits}).values_list(
            "id", "folded", "batch"
        )
    }
    identities: dict[bytes, tuple[int, int | None]] = {}
    named: dict[tuple[bytes, str], tuple[int, int | None]] = {}
    for exact, name, customer in hits:
        folded, brought_by = held_by[customer]
        if name in IDENTITIES:
            identities[exact] = (customer, brought_by)
        else:
            named[exact, folded] = (customer, brought_by)
    for one in rows:
        if one.checked is None:
            continue
        folded = one.checked.folded
        known = [(target, identities.get(exact)) for target, exact in one.identities]
        known += [(target, named.get((exact, folded))) for target, exact in one.phones]
        for target, hit in known:
            if hit is not None:
                customer, brought_by = hit
                same_sheet = batch is not None and brought_by == batch
                _fault(one, Fault(target, TWICE if same_sheet else HELD, "", customer))
                break


def _with_name(exact: bytes, folded: str) -> int:
    digest = hashlib.blake2b(folded.encode(), digest_size=8, key=exact[:EXACT])
    return int.from_bytes(digest.digest(), "big")


def _fault(one: Examined, fault: Fault) -> None:
    one.checked = None
    one.faults.append(fault)


def sentence(code: str, text: str, other: int, names: dict[int, str]) -> str:
    """A stored fault in words. names: the customers that the reader may see, by id."""
    if code == TWICE:
        if other and other < 1 << 32:
            return _("与本表第 %(row)s 行重复。") % {"row": other}
        return _("与本表前面的一行重复。")
    if code == HELD:
        name = names.get(other)
        if name:
            return _("已有客户“%(name)s”登记了同样的号码。") % {"name": name}
        return _("已有客户登记了同样的号码，但不在您可查看的范围内。")
    return text
