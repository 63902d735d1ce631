"""How two customers become one and, when that was wrong, two again.

Every row that moves or ends is written into `Merge.moved` with the state it had, so that undoing puts each back
exactly, or says which row was changed since and forbids it. Values keep the key that sealed them (`Particular.subject`),
so nothing is opened or sealed anew. Called by `actions_merge`, inside its transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from juanzong.customers.choices import CustomerState
from juanzong.customers.drafts import slots
from juanzong.customers.followers import customer_followers
from juanzong.customers.models import Contact, Customer, Merge, Particular, Relation
from juanzong.customers.writing import reindex
from juanzong.policies import reads as policies

COLUMNS = ("name", "category", "region", "department_id", "responsible_id")
_KEPT_COLUMNS = (*COLUMNS, "folded", "initials", "minor_until", "compared", "updated_at")
KEPT, GONE = "kept", "gone"


def merge(kept: Customer, gone: Customer, choices: Mapping[str, str], at: dt.datetime) -> dict[str, Any]:
    """Give all that `gone` has to `kept`; what moved, for `Merge.moved`.

    choices: field code or own column to `kept` or `gone`, where both have a value that cannot stand beside the other;
    `kept` where nothing was chosen. The value not chosen ends and stays as history.
    """
    moved: dict[str, Any] = {
        "at": at.isoformat(),
        "gone": {"compared": gone.compared, "updated_at": _text(gone.updated_at)},
    }
    moved["ended"] = _end_losers(kept, gone, choices, at)
    moved["particulars"] = _move(Particular, gone, kept)
    moved["contacts"] = _move(Contact, gone, kept)
    moved["relations"], moved["ended_relations"] = _move_relations(kept, gone, at)
    moved["columns"] = _take_columns(kept, gone, choices, at)
    Customer.objects.filter(pk=gone.pk).update(
        state=CustomerState.MERGED, merged_into=kept, compared=True, updated_at=at
    )
    moved["followers"] = {each.name: each.move(gone.pk, kept.pk) for each in customer_followers}
    reindex([kept.pk, gone.pk])
    return moved


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _move(model: type[Particular | Contact], gone: Customer, kept: Customer) -> list[int]:
    rows = model._default_manager.filter(customer=gone)
    ids = list(rows.order_by("id").values_list("id", flat=True))
    rows.update(customer=kept)
    return ids


def _end_losers(kept: Customer, gone: Customer, choices: Mapping[str, str], at: dt.datetime) -> list[int]:
    """End what cannot stand beside what the other customer has: the same value twice, or a second one of a kind."""
    ended: list[int] = []
    mine, theirs = _current(kept), _current(gone)
    for code in mine.keys() & theirs.keys():
        ended += [row.pk for row in theirs[code] if any(_equal(row, other) for other in mine[code])]
        if not policies.field(code).many:
            losing = mine if choices.get(code) == GONE else theirs
            winning = theirs if losing is mine else mine
            ended = [pk for pk in ended if pk not in {row.pk for row in winning[code]}]
            ended += [row.pk for row in losing[code] if row.pk not in ended]
    Particular.objects.filter(pk__in=ended).update(until_at=at)
    return sorted(ended)


def _current(customer: Customer) -> dict[str, list[Particular]]:
    found: dict[str, list[Particular]] = {}
    for row in Particular.objects.filter(customer=customer, contact=None, until_at=None).order_by("id"):
        found.setdefault(row.field, []).append(row)
    return found


def _equal(one: Particular, two: Particular) -> bool:
    if one.exact is not None and two.exact is not None:
        return bytes(one.exact) == bytes(two.exact)
    return bool(one.plain) and one.plain == two.plain


def _move_relations(kept: Customer, gone: Customer, at: dt.datetime) -> tuple[list[list[Any]], list[int]]:
    """Point the relations of `gone` at `kept`; the moved ones as [id, side], and those that ended.

    One between the two, or one that `kept` has already, ends where it stands.
    """
    standing = {
        (row.customer_id, row.other_id, row.kind)
        for row in Relation.objects.filter(Q(customer=kept) | Q(other=kept), until_at=None)
    }
    moved: list[list[Any]] = []
    ended: list[int] = []
    for row in Relation.objects.filter(Q(customer=gone) | Q(other=gone)).order_by("id"):
        side = "customer" if row.customer_id == gone.pk else "other"
        ends = {"customer": row.customer_id, "other": row.other_id, side: kept.pk}
        between = ends["customer"] == ends["other"]
        if row.until_at is None and (between or (ends["customer"], ends["other"], row.kind) in standing):
            row.until_at = at
            ended.append(row.pk)
        if not between:
            setattr(row, f"{side}_id", kept.pk)
            moved.append([row.pk, side])
        row.save(update_fields=["until_at", f"{side}_id"])
    return moved, ended


def _take_columns(kept: Customer, gone: Customer, choices: Mapping[str, str], at: dt.datetime) -> dict[str, Any]:
    """Fill the kept row's gaps and take what was chosen of the other; old and new value of each column."""
    before = {name: getattr(kept, name) for name in _KEPT_COLUMNS}
    for name in COLUMNS:
        theirs = getattr(gone, name)
        wanted = choices.get(name.removesuffix("_id"), KEPT) == GONE
        if theirs and (wanted or not getattr(kept, name)):
            setattr(kept, name, theirs)
            if name == "name":
                kept.folded, kept.initials = gone.folded, gone.initials
    if gone.minor_until and (kept.minor_until is None or gone.minor_until > kept.minor_until):
        kept.minor_until = gone.minor_until
    kept.updated_at, kept.compared = at, False
    kept.save()
    return {
        name: [_text(old), _text(getattr(kept, name))] for name, old in before.items() if old != getattr(kept, name)
    }


def obstacles(record: Merge) -> list[str]:
    """Why this merge cannot be undone exactly any more, one sentence for each reason; empty when it can."""
    moved, at = record.moved, dt.datetime.fromisoformat(record.moved["at"])
    kept = Customer.objects.get(pk=record.kept_id)
    if kept.state == CustomerState.MERGED:
        return [_("合并后的客户后来又并入了另一位客户，须先撤销那一次合并。")]
    found = _changed_columns(kept, moved) + _changed_particulars(record, moved, at) + _changed_contacts(kept, moved)
    relations = {row.pk: row for row in Relation.objects.filter(pk__in=[pk for pk, _side in moved["relations"]])}
    for pk, side in moved["relations"]:
        row = relations[pk]
        ended = pk in moved["ended_relations"]
        if getattr(row, f"{side}_id") != kept.pk or (ended and row.until_at != at):
            found.append(_("一项客户关系已有变动。"))
        elif not ended and row.until_at is not None and row.until_at > at:
            found.append(_("一项客户关系在合并后已停用。"))
    return list(dict.fromkeys(found))


def _changed_columns(kept: Customer, moved: Mapping[str, Any]) -> list[str]:
    labels = {
        "name": _("名称"), "category": _("类别"), "region": _("地区"), "department_id": _("所属部门"),
        "responsible_id": _("负责人"), "minor_until": _("出生日期"),
    }  # fmt: skip
    return [
        _("“%(field)s”在合并后又改过。") % {"field": labels[name]}
        for name, (_old, new) in moved["columns"].items()
        if name in labels and _text(getattr(kept, name)) != new
    ]


def _changed_particulars(record: Merge, moved: Mapping[str, Any], at: dt.datetime) -> list[str]:
    ended = set(moved["ended"])
    rows = {row.pk: row for row in Particular.objects.filter(pk__in=[*moved["particulars"], *ended])}
    mine = set(moved["particulars"])
    found = []
    for pk, row in rows.items():
        changed = row.customer_id != record.kept_id
        changed |= row.until_at != at if pk in ended else row.until_at is not None and row.until_at > at
        # A value set since in the place of one that would stand again.
        restored = pk in ended and pk not in mine and not policies.field(row.field).many
        if restored:
            since = Particular.objects.filter(customer=record.kept_id, contact=None, field=row.field, until_at=None)
            changed |= since.exclude(pk__in=mine).exists()
        if changed:
            found.append(_("“%(field)s”在合并后又改过。") % {"field": policies.field(row.field).name})
    return found


def _changed_contacts(kept: Customer, moved: Mapping[str, Any]) -> list[str]:
    at = dt.datetime.fromisoformat(moved["at"])
    contacts = Contact.objects.filter(pk__in=moved["contacts"])
    found = [
        _("联系人“%(name)s”在合并后已有变动。") % {"name": contact.name}
        for contact in contacts
        if contact.customer_id != kept.pk or (contact.until_at is not None and contact.until_at > at)
    ]
    added = Particular.objects.filter(contact__in=moved["contacts"]).exclude(pk__in=moved["particulars"])
    names = added.order_by("id").values_list("contact__name", flat=True)
    return found + [_("联系人“%(name)s”在合并后已有变动。") % {"name": name} for name in names]


def undo(record: Merge) -> None:
    """Put every row back as it was; call only when there are no `obstacles`."""
    moved, kept, gone = record.moved, record.kept_id, record.gone_id
    Particular.objects.filter(pk__in=moved["particulars"]).update(customer=gone)
    Contact.objects.filter(pk__in=moved["contacts"]).update(customer=gone)
    Particular.objects.filter(pk__in=moved["ended"]).update(until_at=None)
    for side in ("customer", "other"):
        ids = [pk for pk, where in moved["relations"] if where == side]
        Relation.objects.filter(pk__in=ids).update(**{side: gone})
    Relation.objects.filter(pk__in=moved["ended_relations"]).update(until_at=None)
    columns = {name: _typed(name, old) for name, (old, _new) in moved["columns"].items()}
    if columns:
        Customer.objects.filter(pk=kept).update(**columns)
    Customer.objects.filter(pk=gone).update(
        state=CustomerState.ACTIVE, merged_into=None, compared=moved["gone"]["compared"],
        updated_at=dt.datetime.fromisoformat(moved["gone"]["updated_at"]),
    )  # fmt: skip
    for name, ids in moved["followers"].items():
        customer_followers[name].move_back(ids, gone, kept)
    reindex([kept, gone])


def _typed(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "updated_at":
        return dt.datetime.fromisoformat(value)
    return dt.date.fromisoformat(value) if name == "minor_until" else value


def conflicts(kept: Customer, gone: Customer) -> list[str]:
    """Fields and own columns in which the two differ and one has to be chosen, in catalogue order."""
    own = [
        name.removesuffix("_id")
        for name in COLUMNS
        if getattr(gone, name) and getattr(kept, name) and getattr(gone, name) != getattr(kept, name)
    ]
    mine, theirs = _current(kept), _current(gone)
    return own + [
        code
        for code in slots(kept.kind)
        if code in mine and code in theirs
        if not policies.field(code).many
        if not any(_equal(one, two) for one in mine[code] for two in theirs[code])
    ]
