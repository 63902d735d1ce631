"""Two departments side by side, each with one of everything, made through the product's own actions."""

from __future__ import annotations

import datetime as dt
import io
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from juanzong.casework.actions import cases, steps
from juanzong.casework.models import Channel, Message, Obligation
from juanzong.customers import actions as customers
from juanzong.customers.actions import contacts, importing, intake, merging
from juanzong.customers.drafts import ContactDraft, CustomerDraft
from juanzong.customers.models import Duplicate, Particular
from juanzong.dossiers import actions as dossiers
from juanzong.dossiers.content import Upload
from juanzong.dossiers.models import Collection, Supplement, Version
from juanzong.forms import actions as forms
from juanzong.forms.models import RecordValue
from juanzong.kit import clock, subject_keys
from juanzong.kit.ids import new_id
from juanzong.kit.refs import Ref
from juanzong.ledger.choices import SYSTEM
from juanzong.ledger.models import Entry
from juanzong.organisation.models import Appointment, Attendance, Charge, Department, Staff, StandIn, TrainingSession
from juanzong.organisation.viewer import Viewer, public, viewer_of
from juanzong.oversight.models import AuditRun, FollowUp, Sample
from juanzong.policies import reads as policies
from juanzong.policies.actions import adopt
from juanzong.policies.models import Adoption
from tests.custody.helpers import places_of
from tests.customers.import_help import csv_of
from tests.dossiers.helpers import draft
from tests.everywhere.grounds_grants import grant_of
from tests.everywhere.grounds_incidents import incident_of
from tests.everywhere.grounds_leaving import leaving_of
from tests.everywhere.grounds_policies import own_policy
from tests.everywhere.grounds_service import service_of
from tests.factories import a_source, make_department, make_staff

_numbers = itertools.count(5_710_000)
_tones = itertools.count(1)  # another colour, another file


@dataclass(frozen=True)
class Secrets:
    """Values of one customer that nobody sees without a reveal; in no other row, so that finding one is a leak."""

    mobile: str
    resident_id: str
    bank_account: str
    home_address: str
    health_note: str
    contact_phone: str

    def all(self) -> Mapping[str, str]:
        return {name: str(getattr(self, name)) for name in self.__dataclass_fields__}


FIRST = Secrets(
    "13917286354", "110105197502145571", "6222021001112845968", "衢州市柯城区朝霞巷九十七号之二", "对青霉素过敏暗记甲",
    "13788164520",
)  # fmt: skip
SECOND = Secrets(
    "13607482951", "330106198811063416", "6217002870003465828", "丽水市莲都区暮云路五十三号后楼", "旧伤未愈暗记乙",
    "13588273461",
)  # fmt: skip


@dataclass
class Side:
    """One department and an object of every kind in it."""

    department: Department
    staff: Staff
    viewer: Viewer
    secrets: Secrets
    ids: dict[str, Any] = field(default_factory=dict)

    def __call__(self, thing: str) -> Any:
        """The id (or code) of the side's thing of a kind."""
        return self.ids[thing]


CODES = {
    "field": "email",
    "form": "customer_registration",
    "signature_field": "signature",
    "register_key": 1,
    "blank_batch": 1,
    "permit": 1,
    "seal": 1,
    "record_handover": 1,
    "right": "customers.view",
    "clause": "P00-1.6",
    "pack": "P03",
    "changeable": "duty",
    "duty_code": "handed_over_in_five_days",
    "dossier_kind": "loan",
    "position": "archivist",
    "paper": "cover",
    "year": "2026",
    "section": "approval",
    "page": 1,
    "sheet_kind": "csv",
    "channel_kind": "dingtalk",
    "label_sheet": "labels",
    "notified": "authority",
}


@dataclass
class Grounds:
    """Two sides under one company."""

    company: Department
    here: Side
    there: Side


def make_grounds(first: Secrets = FIRST, second: Secrets = SECOND, *, text: str = "") -> Grounds:
    """Both sides. text: put into every name, title and note that people may type, for hostile texts."""
    subject_keys.ensure_keyring()
    company = make_department(f"公司{text}")
    adopt(actor=SYSTEM, pack="P00", from_date=clock.today())
    adopt(actor=SYSTEM, pack="EVERY", from_date=clock.today())
    return Grounds(company, _side(company, first, "东", text), _side(company, second, "西", text))


def person(name: str, hidden: Secrets, **more: str) -> CustomerDraft:
    """A person with all the hidden values, and a contact with one."""
    known = {
        code: getattr(hidden, code) for code in ("mobile", "resident_id", "bank_account", "home_address", "health_note")
    }
    contact = ContactDraft(f"李文静{name[-1]}", fields={"mobile": hidden.contact_phone})
    return CustomerDraft(kind="person", name=name, region="浙江省", fields=known | more, contacts=[contact])


def full_source(by: Viewer) -> Any:
    """A source that covers sensitive fields too."""
    at = clock.now()
    return a_source(by, consent_how="paper", consent_at=at, notice_version="1", sensitive_consent_at=at)


def _side(company: Department, hidden: Secrets, mark: str, text: str) -> Side:
    department = make_department(f"{mark}部{text}", parent=company)
    staff = make_staff("archivist", department=department, name=f"周敏{mark}{text}")
    side = Side(department, staff, viewer_of(staff), hidden)
    by = side.viewer
    one = customers.register_customer(
        by=by, draft=person(f"张晓明{mark}{text}", hidden, remark=text or "常客"), source=full_source(by),
        department=department.pk, responsible=staff.pk,
    )  # fmt: skip
    others = [_another(by, department, f"王磊{mark}{text}{n}") for n in ("甲", "乙", "丙", "丁")]
    relation = contacts.relate(by=by, customer=one.pk, other=others[0], kind="spouse", note=text)
    merge = merging.merge_customers(by=by, kept=others[2], gone=others[3])
    pair = Duplicate.objects.create(one_id=min(others[:2]), two_id=max(others[:2]), reasons="name", score=80)
    kept = dossiers.open_dossier(
        by=by, customer_id=one.pk, kind="loan", department_id=department.pk, title=f"借款档案{mark}{text}", note=text
    )
    item = dossiers.add_item(
        by=by, dossier_id=kept.pk, draft=draft(title=f"借款申请书{mark}{text}"),
        upload=Upload(f"申请{mark}{text[:40]}.png".replace("/", "_"), io.BytesIO(a_picture())),
    )  # fmt: skip
    sheet_of = forms.save_record(
        by=by, form="customer_registration", subject=one.pk, filling=forms.Filling(values={"remark": text})
    )
    scan = dossiers.receive_scan(by=by, upload=Upload("scan.png", io.BytesIO(a_picture())))
    sheet = csv_of(["姓名", "手机", "备注"], [[f"钱进{mark}", "13900139000", "一"], ["", "x", "二"]])
    batch = importing.upload_sheet(by=by, name=f"客户{mark}.csv", reader=sheet)
    side.ids = CODES | {
        "customer": one.pk,
        "second_customer": others[0],
        "contact": one.contacts.get().pk,
        "particular": Particular.objects.get(customer=one, field="mobile", contact=None).pk,
        "relation": relation.pk,
        "duplicate": pair.pk,
        "merge": merge.pk,
        "dossier": kept.pk,
        "item": item.pk,
        "version": Version.objects.get(item=item).pk,
        "scan": scan.pk,
        "supplement": Supplement.objects.create(
            dossier=kept,
            section="contracts",
            title=f"抵押物照片{text}"[:200],
            asked_by=staff.pk,
            asked_by_name=staff.name,
        ).pk,
        "collection": Collection.objects.create(
            dossier=kept, received_by=f"林客户{text}"[:60], strokes=[], handed_by=staff.pk, handed_by_name=staff.name
        ).pk,
        "record": sheet_of.pk,
        "record_value": RecordValue.objects.get(version__record=sheet_of, field="mobile").pk,
        "batch": batch.pk,
        "intake": _registration(f"孙悦{mark}{text[:40]}", text),
        "department": department.pk,
        "staff": staff.pk,
        "appointment": Appointment.objects.get(staff=staff).pk,
        **_channel(mark),
        **_audit(department, staff, text),
        "training": _training(department, staff, text),
        "arrangement": StandIn.objects.create(
            away=staff,
            stand_in=make_staff("archivist", department=department),
            reason="leave",
            from_date=clock.today() + dt.timedelta(days=200),
            until_date=clock.today() + dt.timedelta(days=201),
        ).pk,
        "charge": Charge.objects.create(
            department=department,
            deputy=staff,
            from_date=clock.today() + dt.timedelta(days=200),
            until_date=clock.today() + dt.timedelta(days=300),
        ).pk,
        "adoption": Adoption.objects.get(department=None, pack="P00").pk,
        "obligation": _obligation(staff, one.pk),
        "procedure": "everything",
        "subject_kind": "customer",
        **_case(by, one.pk, text),
        "entry": Entry.objects.get(kind="customer.registered", subject=f"customer:{one.pk}").pk,
    }
    side.ids |= places_of(by, mark, text)
    side.ids |= service_of(department, staff, one.pk, sheet_of.pk, text)
    side.ids |= own_policy(by, mark, text)
    grant = grant_of(staff, department, side.ids, text)
    side.ids |= {"grant": grant, "own_grant": grant}
    side.ids |= incident_of(by, department, one.pk, text)
    side.ids["leaving"] = leaving_of(department, staff, text)
    return side


def _audit(department: Department, staff: Staff, text: str) -> dict[str, int]:
    auditor = make_staff("auditor", department=department)
    run = AuditRun.objects.create(
        number=f"内审{new_id()}", begin=clock.today(), end=clock.today(), clauses=["P00-1.7"], sources=["obligation"],
        size=1, seed="s", drawn={"obligation": {"number": 1, "digest": ""}}, auditor=auditor, responsible=staff,
    )  # fmt: skip
    sample = Sample.objects.create(
        run=run,
        place=1,
        source="obligation",
        thing=1,
        clause="P00-1.7",
        verdict="finding",
        severity="minor",
        note=f"问题{text}",
    )
    todo = FollowUp.objects.create(sample=sample, text=f"整改{text}", owner=staff, due_on=clock.today())
    return {"audit": run.pk, "audit_sample": sample.pk, "follow_up": todo.pk}


def _training(department: Department, staff: Staff, text: str) -> int:
    one = TrainingSession.objects.create(
        course="data_protection", name_zh=f"数据保护{text}", name_en=f"Data protection{text}", clause="P00-2.3",
        pass_mark=60, department=department, on_day=clock.today(), trainer=f"讲师{text}"[:60], planned_by=staff.pk,
        planned_by_name=staff.name,
    )  # fmt: skip
    Attendance.objects.create(session=one, staff=staff)
    return one.pk


def _channel(mark: str) -> dict[str, int]:
    """A way out, and a message that waits in it."""
    one = Channel.objects.create(kind="dingtalk", name=f"群{mark}", host="oapi.dingtalk.com", home="https://a.example")
    message = Message.objects.create(
        channel=one, kind="test", key=f"grounds:{mark}", on_day=clock.today(), not_before=clock.now()
    )
    return {"channel": one.pk, "message": message.pk}


def _obligation(staff: Staff, customer: int) -> int:
    """Something the person owes about the customer, due today."""
    today, department = clock.today(), Appointment.objects.get(staff=staff).department
    entry = Entry.objects.get(kind="customer.registered", subject=f"customer:{customer}")
    return Obligation.objects.create(
        duty="set_up_channel_dossier", clause="P08-1", pack="P08", version=1, subject=f"customer:{customer}",
        owner=staff, department=department, opened_at=clock.now(), opened_on=today, opened_entry=entry.pk,
        due_on=today, due_was=today,
    ).pk  # fmt: skip


def _case(by: Viewer, customer: int, text: str) -> dict[str, int]:
    """A case about the customer that waits for the side's archivist, with a paper and an added signer."""
    helper = make_staff("archivist", department=Department.objects.get(pk=by.home_departments[0]), name=f"协办{text}")
    made = cases.start(
        by=by, procedure="everything", subject=Ref("customer", customer), roles={"helper": helper.pk},
        data={"why": text or "试办"},
    )  # fmt: skip
    paper = Upload("清单.txt", io.BytesIO(b"list of papers\n"))
    attached = steps.attach(by=by, case=made.pk, arrival=1, paper="清单", upload=paper)
    signer = steps.add_signer(by=by, case=made.pk, arrival=1, staff=helper.pk, note=text)
    return {"case": made.pk, "attachment": attached.pk, "signer": signer.pk}


def _another(by: Viewer, department: Department, name: str) -> int:
    draft = CustomerDraft(kind="person", name=name, fields={"mobile": next_number()})
    return customers.register_customer(by=by, draft=draft, source=a_source(by), department=department.pk).pk


def _registration(name: str, text: str) -> int:
    notice = policies.notice("registration")
    return intake.register_oneself(
        by=public(), name=name, fields={"mobile": "13900139123", "remark": text}, digest=notice.digest,
        consents=[point.code for point in notice.consents],
    )  # fmt: skip


def next_number() -> str:
    """A mobile number that nobody has yet."""
    return f"139{next(_numbers):08d}"


def a_picture() -> bytes:
    """A small picture unlike any before."""
    tone, out = next(_tones), io.BytesIO()
    Image.new("RGB", (40, 30), (tone % 256, tone // 256 * 16 % 256, 60)).save(out, "PNG")
    return out.getvalue()


def left_long_ago(**options: Any) -> Staff:
    """Somebody whose last day was long ago."""
    staff = make_staff("archivist", **options)
    staff.left_on = dt.date(2021, 1, 1)
    staff.save()
    return staff
