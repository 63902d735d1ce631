"""Slips of the safe as things that work is about: who plays which part, what must hold, and the one moment at which two
people open a safe and certificates go in or out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.casework.reads import signatures
from juanzong.casework.sockets import Doing, Effect, Guard, Ids, Subject, subjects
from juanzong.custody import safe_moving, safe_opening
from juanzong.custody.choices_safe import CertificateState, Flow, SafeCountState, SlipState
from juanzong.custody.models import Certificate, SafeCount, SafeSlip, SlipCheck, SlipLine
from juanzong.custody.reads import certificates, safes, slips
from juanzong.custody.safe_opening import Keepers
from juanzong.dossiers import reads as dossiers
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, NotAllowed, Refusal
from juanzong.kit.refs import Ref
from juanzong.ledger.facts import Told
from juanzong.organisation import chart
from juanzong.organisation.viewer import Viewer, viewer_for
from juanzong.policies.vocabulary import Mechanism

TWO = "P03-5.2"
KEY = "custody.safe_key"
CODE = "custody.safe_code"
_ENDS = ("case.refused", "case.withdrawn")


# Parts


def _dossiers(model: type[SafeSlip | Certificate]) -> Callable[[Ids], dict[int, int]]:
    def look_up(ids: Ids) -> dict[int, int]:
        return dict(model.objects.filter(pk__in=ids).values_list("pk", "dossier_id"))

    return look_up


def _through(
    model: type[SafeSlip | Certificate], read: Callable[[Ids], Mapping[int, int]]
) -> Callable[[Ids], dict[int, int]]:
    """What is known of the dossier of each."""

    def look_up(ids: Ids) -> dict[int, int]:
        about = _dossiers(model)(ids)
        known = read(sorted(set(about.values())))
        return {pk: known[one] for pk, one in about.items() if one in known}

    return look_up


def _of_dossier(model: type[SafeSlip | Certificate]) -> dict[str, Any]:
    """Department, managers and relation, taken from the dossier."""
    known = subjects["dossier"]
    parts = {code: (label, _through(model, read)) for code, (label, read) in known.roles.items() if code in ("a", "b")}
    return {
        "departments": _through(model, known.departments),
        "roles": parts,
        "relations": {"dossier": ("dossier", lambda ids: {pk: Ref("dossier", one) for pk, one in _dossiers(model)(ids).items()})},
    }  # fmt: skip


def _column(model: Any, name: str) -> Callable[[Ids], dict[int, Any]]:
    def look_up(ids: Ids) -> dict[int, Any]:
        return dict(model.objects.filter(pk__in=ids).values_list("pk", name))

    return look_up


def _expiring(ids: Ids) -> Mapping[int, str]:
    rows = Certificate.objects.filter(pk__in=ids).values_list("pk", "state", "valid_until")
    kept, last = (CertificateState.IN, CertificateState.OUT), clock.today() + certificates.SOON
    return {pk: "yes" if state in kept and until and until <= last else "no" for pk, state, until in rows}


def _after(after: int, limit: int) -> Sequence[int]:
    rows = Certificate.objects.filter(pk__gt=after, valid_until__isnull=False).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def slip_subject() -> Subject:
    """Made when the dossier is known to work already."""
    shared = _of_dossier(SafeSlip)
    opener = (gettext_lazy("经办人"), _column(SafeSlip, "begun_by"))
    return Subject(
        "safe_slip", gettext_lazy("权证出入柜单"), slips.labels, shared["departments"],
        roles={**shared["roles"], "opener": opener}, attributes={"flow": _column(SafeSlip, "flow")},
        relations=shared["relations"], content=slips.content,
        begins=lambda pk: SafeSlip.objects.filter(pk=pk, state=SlipState.OPEN).exists(),
    )  # fmt: skip


def certificate_subject() -> Subject:
    shared = _of_dossier(Certificate)
    return Subject(
        "certificate", gettext_lazy("权证"), certificates.labels, shared["departments"], roles=shared["roles"],
        attributes={"kind": _column(Certificate, "kind"), "state": _column(Certificate, "state"), "expiring": _expiring},
        relations=shared["relations"], each=_after,
    )  # fmt: skip


def _company(ids: Ids) -> Mapping[int, int]:
    root = next((pk for pk, parent in chart.chart().parents.items() if parent is None), 0)
    return dict.fromkeys(ids, root) if root else {}


COUNT_SUBJECT = Subject(
    "safe_count", gettext_lazy("保险柜清点"), safes.labels, _company,
    roles={"opener": (gettext_lazy("清点人"), _column(SafeCount, "opened_by"))}, content=safes.content,
    begins=lambda pk: SafeCount.objects.filter(pk=pk).exclude(state=SafeCountState.SIGNED).exists(),
)  # fmt: skip


# What must hold


def _listed(doing: Doing) -> list[Refusal]:
    if SlipLine.objects.filter(slip=doing.subject.id).exists():
        return []
    return [Conflict(_("清单上还没有权证。"), clause=TWO, todo=_("请在出入柜单上逐件列出名称、证号和权利人。"))]


def _checked(doing: Doing) -> list[Refusal]:
    slip = SafeSlip.objects.get(pk=doing.subject.id)
    now = slips.digest(slip, slips.on(slip.pk))
    if SlipCheck.objects.filter(slip=slip, step=doing.step, digest=now).exists():
        return []
    return [
        Conflict(
            _("还没有独立核对：请录入您手中每件权证的名称、证号、权利人和总数，由系统与清单比较。"), clause=TWO,
            todo=_("请在出入柜单上录入核对。"), about=doing.subject,
        )
    ]  # fmt: skip


def _settled(doing: Doing) -> list[Refusal]:
    """proof: codes of the items that prove it; event: what must be noted of the dossier."""
    slip = SafeSlip.objects.select_related("proof").get(pk=doing.subject.id)
    codes = {code.strip() for code in doing.params["proof"].split(",")}
    found: list[Refusal] = []
    if slip.proof is None or slip.proof.state != "filed" or slip.proof.requirement not in codes:
        found.append(
            Conflict(
                _("没有结清凭证，权证不能交还。"),
                clause=TWO,
                todo=_("请先把还款或解除担保的凭证归入档案，并在交还时指明。"),
            )
        )
    known = {event for event, _day in dossiers.events_of([slip.dossier_id]).get(slip.dossier_id, [])}
    if doing.params["event"] not in known:
        found.append(
            Conflict(
                _("档案还没有登记结清，权证不能交还。"), clause=TWO, todo=_("请先在档案页登记“结清”。"),
                about=Ref("dossier", slip.dossier_id),
            )
        )  # fmt: skip
    return found


GUARDS = (
    Guard(slips.LISTED, gettext_lazy("清单上有权证"), _listed, "safe_slip"),
    Guard(slips.CHECKED, gettext_lazy("独立录入的名称、证号、权利人和数量与清单一致"), _checked, "safe_slip"),
    Guard(
        "custody.settled", gettext_lazy("有结清凭证并已登记结清"), _settled, "safe_slip", {"event": True, "proof": True}
    ),
)


# The opening


def _open(doing: Doing) -> None:
    """Carry a slip out. key, code: the signatures of the two who open the safe; to_key, to_code: of those who open the other
    one, of a move."""
    slip = SafeSlip.objects.select_for_update().get(pk=doing.subject.id)
    if slip.state != SlipState.OPEN:
        raise Conflict(
            _("这张单已经是“%(state)s”。") % {"state": SlipState(slip.state).label},
            clause=TWO,
            todo=_("请刷新后查看。"),
        )
    if slip.flow == Flow.MOVE:
        safe_moving.carry_over(doing, slip, _keepers(doing, slip), _keepers(doing, slip, "to_"))
    else:
        safe_opening.carry_out(doing, slip, _keepers(doing, slip))


def _keepers(doing: Doing, slip: SafeSlip, which: str = "") -> Keepers:
    """The two who open a safe; which: "to_" for the other safe of a move."""
    key, code = _keeper(doing, slip, f"{which}key", KEY), _keeper(doing, slip, f"{which}code", CODE)
    if key.staff_id == code.staff_id:
        raise NotAllowed(_("钥匙和密码须由两人分别掌管，同一人不能开柜。"), clause=TWO, todo=_("请由另一人签字。"))
    return Keepers(key, code)


def _keeper(doing: Doing, slip: SafeSlip, part: str, right: str) -> Viewer:
    """Who signed for the key or the code, on what the slip says now; appointed today, and without a hand in the matter."""
    given = signatures.signatures_of(doing.by, doing.subject, case=doing.case)
    wanted = doing.params.get(part, "")
    signed = [one for one in given if wanted and one.capacity.code == wanted and not one.broken]
    words = _("钥匙") if right == KEY else _("密码")
    if not signed:
        raise Conflict(_("还缺掌管%(what)s的人签字。") % {"what": words}, clause=TWO, todo=_("请由其验证身份后签字。"))
    name, keeper = signed[-1].name, viewer_for(signed[-1].staff)
    if keeper is None or not keeper.may(right):
        raise NotAllowed(
            _("%(name)s 现在没有掌管保险柜%(what)s的任职。") % {"name": name, "what": words}, clause=TWO,
            todo=_("请由现任的人签字，或请总经理先任命。"),
        )  # fmt: skip
    parties = {slip.begun_by} | {
        found[slip.pk] for code in ("a", "b") if slip.pk in (found := subjects["safe_slip"].roles[code][1]([slip.pk]))
    }
    if slip.flow != Flow.BACK and keeper.staff_id in parties:
        raise NotAllowed(
            _("%(name)s 是这批权证的经办人，不能开柜。") % {"name": name}, clause=TWO, todo=_("请由没有经办的人掌管。")
        )
    return keeper


EFFECT = Effect(
    slips.OPENS, gettext_lazy("两人开柜，权证出入并登记台账"), _open, "safe_slip",
    {"key": True, "code": True, "to_key": False, "to_code": False},
)  # fmt: skip


def follow(told: Sequence[Told]) -> None:
    """A slip ends with the case that refused it or that was taken back; more time to bring back moves its day."""
    for one in told:
        about = [(row[1].id, row[2]) for row in one.rows if row[1] is not None and row[1].kind == "safe_slip"]
        if about and one.kind in _ENDS:
            _drop([pk for pk, _payload in about])
        elif about and one.kind == "obligation.extended":
            for pk, payload in about:
                day = dt.date.fromisoformat(str(payload["due_on"]))
                SafeSlip.objects.filter(pk=pk, flow=Flow.OUT, due_on__lt=day).update(due_on=day)


def _drop(ids: Sequence[int]) -> None:
    rows = list(SafeSlip.objects.filter(pk__in=ids, state=SlipState.OPEN).values_list("pk", flat=True))
    Certificate.objects.filter(lines__slip__in=rows, state=CertificateState.LISTED).update(
        state=CertificateState.DROPPED
    )
    SlipLine.objects.filter(slip__in=rows).update(open=False)
    SafeSlip.objects.filter(pk__in=rows).update(state=SlipState.DROPPED)


MECHANISMS = (
    Mechanism(
        "custody.certificates",
        gettext_lazy("权证登记、三方独立核对、两人开柜、单柜保管，编号即档号"),
        "custody:certificates",
    ),
    Mechanism("custody.safes", gettext_lazy("保险柜每日余额，两人日终和突击清点，差异立案"), "custody:safes"),
)
