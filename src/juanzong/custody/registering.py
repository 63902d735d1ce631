"""The handover register is written with the handovers: it hears what was accepted and passed on, inside their transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.casework.reads import checks
from juanzong.custody.choices import HandedKind
from juanzong.custody.models import Handed, Holding
from juanzong.custody.reads import keeping
from juanzong.custody.writing import paper_sheets, yearly_number
from juanzong.dossiers import reads as dossiers
from juanzong.dossiers import reads_collections
from juanzong.forms.reads import handovers
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.ledger.facts import Told
from juanzong.organisation import reads as organisation
from juanzong.organisation import viewer as viewers
from juanzong.policies.vocabulary import Mechanism

KEEPER: Final = "archivist"
"""As what the receiver signs; all other signatures on an accepted list are those of who handed it over."""


MECHANISMS = (
    Mechanism(
        "custody.registers",
        gettext_lazy("档案台账、借阅、移交和总登记簿随办理自动登记，按期间打印导出，与台账逐条核对"),
        "custody:registers",
    ),
)


def follow(told: Sequence[Told]) -> None:
    """One line for each thing that was handed over."""
    for one in told:
        match one.kind:
            case "dossier.accepted":
                _accepted(one)
            case "records.received":
                _records(one)
            case "keeping.received":
                _kept(one)
            case "attachments.collected":
                _collected(one)
            case "dossier.keeper_changed":
                _left(one, HandedKind.KEEPER, "keeper", [row for row in one.rows if "leaving" in row[2]])
            case "record.passed":
                _left(one, HandedKind.RECORDS, "to", one.rows)


def _accepted(told: Told) -> None:
    rows = [(entry, ref.id, payload) for entry, ref, payload in told.rows if ref is not None]
    ids = [pk for _entry, pk, _payload in rows]
    sheets = paper_sheets(ids)
    places = {one.dossier_id: one for one in Holding.objects.filter(dossier__in=ids).select_related("place")}
    cases = {pk: int(str(payload.get("case", 0))) for _entry, pk, payload in rows}
    differences = checks.differences([case for case in cases.values() if case])
    openers = organisation.names(one.opened_by for one in dossiers.visible(viewers.system()).filter(pk__in=ids))
    opened_by = dict(dossiers.visible(viewers.system()).filter(pk__in=ids).values_list("pk", "opened_by"))
    for entry, pk, payload in rows:
        place = places[pk].place if pk in places else None
        given, taken = _signers(payload)
        _write(
            entry, HandedKind.ACCEPTED, Ref("dossier", pk), dossier_id=pk, case=cases[pk],
            given_by=given or openers.get(opened_by[pk], ""), received_by=taken or told.actor.name,
            items=int(str(payload["items"])), sheets=sheets[pk], place=place.address if place else "",
            difference=_differences(differences.get(cases[pk], ())),
        )  # fmt: skip


def _signers(payload: Mapping[str, Any]) -> tuple[str, str]:
    """Names of who handed it over, in the order of signing, and of who received it, as far as they signed."""
    signed = payload.get("signed") or []
    given = [str(one["by"]) for one in signed if one["as"] != KEEPER]
    taken = [str(one["by"]) for one in signed if one["as"] == KEEPER]
    return _("、").join(dict.fromkeys(given)), _("、").join(taken)


def _differences(found: Sequence[checks.Found]) -> str:
    return _("；").join(
        _("清单 %(listed)s 页，清点 %(counted)s 页：%(note)s")
        % {"listed": one.listed, "counted": one.counted, "note": one.note}
        for one in found
    )[:500]


def _records(told: Told) -> None:
    for entry, ref, payload in told.rows:
        if ref is None:
            continue
        batch = handovers.handover(viewers.system(), ref.id).row
        _write(
            entry, HandedKind.RECORDS, ref, given_by=batch.giver.name, received_by=batch.receiver.name,
            items=int(str(payload["received"])), sheets=None, difference=batch.note,
        )  # fmt: skip


def _kept(told: Told) -> None:
    for entry, ref, _payload in told.rows:
        if ref is None:
            continue
        page = keeping.keeping(viewers.system(), ref.id)
        found = [line.holding.dossier_id for line in page.lines if line.found and line.holding.dossier_id]
        _write(
            entry, HandedKind.KEEPER, ref, given_by=page.row.giver.name, received_by=page.row.receiver.name,
            items=len(found), sheets=sum(paper_sheets(found).values()), place=page.row.address, difference=page.row.note,
        )  # fmt: skip


def _collected(told: Told) -> None:
    ids = [int(str(payload["collection"])) for _entry, _ref, payload in told.rows]
    known = reads_collections.by_id(viewers.system(), ids)
    for entry, ref, payload in told.rows:
        one = known[int(str(payload["collection"]))]
        _write(
            entry, HandedKind.COLLECTED, ref or Ref("dossier", one.dossier), dossier_id=one.dossier,
            given_by=one.handed_by, received_by=one.received_by, items=int(str(payload["items"])),
            sheets=int(str(payload["sheets"])), difference=one.note,
        )  # fmt: skip


def _left(told: Told, kind: HandedKind, to: str, rows: Sequence[tuple[int, Ref | None, Mapping[str, Any]]]) -> None:
    """What somebody who leaves kept goes to another, without their signature: one line, which says who did it."""
    if not rows:
        return
    entry, ref, payload = rows[0]
    names = organisation.names([int(payload["before"]), int(payload[to])])
    ids = [about.id for _entry, about, _payload in rows if about is not None]
    sheets = sum(paper_sheets(ids).values()) if kind is HandedKind.KEEPER else None
    about = Ref("leaving", int(payload["leaving"])) if "leaving" in payload else ref
    _write(
        entry, kind, about or Ref("staff", int(payload["before"])), given_by=names.get(int(payload["before"]), ""),
        received_by=names.get(int(payload[to]), ""), items=len(ids), sheets=sheets,
        difference=_("由%(name)s转交，移交人未签字") % {"name": told.actor.name},
    )  # fmt: skip


def _write(entry: int, kind: HandedKind, about: Ref, **values: Any) -> None:
    number = yearly_number("custody.handed:", "移字〔{year}〕{n:04d}号")  # untranslated: the number as printed
    values["given_by"], values["received_by"] = values["given_by"][:200], values["received_by"][:120]
    Handed.objects.create(number=number, at=clock.now(), kind=kind, about=str(about), entry=entry, **values)
