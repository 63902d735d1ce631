"""The demo company's customers: taken over from an old list, met at events, registered one by one; with likely
duplicates among them, and records with gaps."""

# untranslated module: invented data

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from juanzong.config.demo import people
from juanzong.config.demo.company import BUSINESS, House, Person
from juanzong.customers.choices import ContactRole
from juanzong.customers.drafts import ContactDraft, CustomerDraft, SourceDraft, check, check_source
from juanzong.customers.writing import Circumstances, write_many, write_source
from juanzong.kit import clock
from juanzong.ledger.acting import act_id
from juanzong.organisation.acts import require

PERSONS = 0.6
TAKEN_OVER = 0.45  # of all, from the list the company had before
AT_EVENTS = 0.1
_TITLES = ("总经理", "副总经理", "财务经理", "办公室主任", "会计", "采购经理", "股东")
_WISHES = (
    "希望随借随还，按月付息。", "旺季前备货，需要三个月周转。", "关注利率，已比较过两家银行。", "资金用于购置设备，期限一年。",
    "偏好等额本息，月底前联系。", "客户要求合同寄到经营地址。",
)  # fmt: skip
_FEEDBACK = ("放款及时，手续清楚。", "希望还款提醒提前三天。", "对客户经理的服务满意。", "反映材料清单太长，已说明。")


@dataclass(slots=True)
class Known:
    """A customer as invented, with its id once it is written: what papers about it are made from."""

    kind: str
    draft: CustomerDraft
    person: people.Person | None
    firm: people.Company | None
    manager: Person
    id: int = 0
    at: dt.datetime | None = None

    @property
    def name(self) -> str:
        return self.draft.name

    @property
    def signer(self) -> str:
        """Who signs: the person, or the organisation's legal representative."""
        return self.firm.legal_person if self.firm else self.draft.name


@dataclass(slots=True)
class Book:
    """All customers of the demo, in the order in which they came."""

    customers: list[Known] = field(default_factory=list)

    def of(self, kind: str) -> list[Known]:
        return [one for one in self.customers if one.kind == kind]


class Inventor:
    """Makes up customers; no identity number twice."""

    def __init__(self, rng: Random, house: House) -> None:
        self._rng = rng
        self._house = house
        self._seen: set[str] = set()

    def one(self, manager: Person | None = None, *, borrower: bool = False) -> Known:
        """A customer of a project manager's; borrowers are known completely."""
        rng = self._rng
        manager = manager or rng.choice(self._house.holding("project_manager", rng.choice(BUSINESS)))
        return self._person(manager, borrower) if rng.random() < PERSONS else self.firm(manager, borrower=borrower)

    def _person(self, manager: Person, borrower: bool) -> Known:
        rng = self._rng
        who = people.person(rng)
        while who.resident_id in self._seen:
            who = people.person(rng)
        self._seen.add(who.resident_id)
        full = borrower or rng.random() < 0.75
        fields = {"mobile": who.mobile, "gender": who.gender, "occupation": who.occupation}
        if full:
            fields |= {"resident_id": who.resident_id, "home_address": who.address}
            fields |= {"birth_date": who.birth_date.isoformat()}
        if rng.random() < 0.4:
            fields["email"] = who.email
        if who.plate:
            fields["plate"] = who.plate
        if borrower:
            fields |= {"bank_account": who.bank_card, "income": f"{rng.randrange(60, 400) * 100}"}
        if rng.random() < 0.25:
            fields["business_address"] = who.address.split("幢")[0]
        self._touch_up(fields)
        contacts = []
        if borrower or rng.random() < 0.3:
            other = people.person(rng)
            relation = rng.choice(("配偶", "父亲", "母亲", "兄弟", "朋友"))
            contacts.append(ContactDraft(other.name, ContactRole.EMERGENCY.value, relation, {"mobile": other.mobile}))
        draft = CustomerDraft("person", who.name, self._category(borrower), _region(who.address), fields, contacts)
        return Known("person", draft, who, None, manager)

    def firm(self, manager: Person, *, borrower: bool = False) -> Known:
        """A company, which a person of ours looks after."""
        rng = self._rng
        firm = people.company(rng)
        while firm.uscc in self._seen:
            firm = people.company(rng)
        self._seen.add(firm.uscc)
        full = borrower or rng.random() < 0.8
        fields = {"landline": firm.landline, "legal_representative": firm.legal_person}
        if full:
            fields |= {"uscc": firm.uscc, "business_address": firm.address, "email": firm.email}
            fields["mobile"] = people.mobile(rng)
        if borrower:
            fields |= {"bank_account": people.bank_card(rng), "paying_habit": "按月付息，到期还本。"}
        self._touch_up(fields)
        contacts = [
            ContactDraft(firm.contact, ContactRole.DAILY.value, rng.choice(_TITLES), {"mobile": firm.contact_mobile})
        ]
        if borrower:
            clerk = people.person(rng)
            contacts.append(ContactDraft(clerk.name, ContactRole.FINANCE.value, "会计", {"mobile": clerk.mobile}))
        region = _region(firm.address)
        draft = CustomerDraft("organisation", firm.name, self._category(borrower), region, fields, contacts)
        return Known("organisation", draft, None, firm, manager)

    def _category(self, borrower: bool) -> str:
        weights = (5, 70, 20, 5, 0) if borrower else (60, 10, 3, 22, 5)
        return self._rng.choices(("prospect", "active", "key", "dormant", "partner"), weights)[0]

    def _touch_up(self, fields: dict[str, str]) -> None:
        if self._rng.random() < 0.3:
            fields["preference"] = self._rng.choice(_WISHES)
        if self._rng.random() < 0.15:
            fields["service_feedback"] = self._rng.choice(_FEEDBACK)

    def again(self, known: Known) -> Known:
        """The same customer as somebody else would enter them: other spelling, same telephone, no identity number."""
        rng = self._rng
        name = known.name
        if known.firm:
            name = name.replace("有限责任公司", "有限公司").replace("股份有限公司", "公司")
            name = rng.choice((name.replace("有限公司", "公司"), name, name[:2] + "市" + name[2:]))
        fields = {code: value for code, value in known.draft.fields.items() if code in ("mobile", "landline", "gender")}
        draft = CustomerDraft(known.kind, name, "prospect", known.draft.region, fields)
        other = rng.choice(self._house.holding("project_manager"))
        return replace(known, draft=draft, manager=other, id=0, at=None)


def _region(address: str) -> str:
    return address[: address.index("区") + 1] if "区" in address[:14] else address[:9]


class Register:
    """Writes customers as `register_customer` would, many at once: same checks, same rows, same entries."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def write(
        self, by: Person, known: Sequence[Known], source: SourceDraft, *, entry: str = "customer.registered"
    ) -> None:
        """Write customers of one source and one project manager."""
        require(by.viewer, "customers.register", clause="P00-1.2")
        check_source(source)
        kept = write_source(source)
        manager = known[0].manager
        shared = Circumstances(
            kept.pk, manager.viewer.home_departments[0], manager.id, by.viewer.actor, clock.now(), entry_kind=entry
        )
        with act_id():
            ids = write_many([check(one.draft, source) for one in known], shared)
        for one, pk in zip(known, ids, strict=True):
            one.id, one.at = pk, clock.now()
            self._book.customers.append(one)


def source(rng: Random, by: Person, channel: str, *, reference: str = "") -> SourceDraft:
    """A lawful source of now; a loan's data rest on the contract, with separate consent to what is sensitive."""
    now = clock.now()
    consent_at = now - dt.timedelta(minutes=rng.randrange(3, 15))
    note = {
        "import": "由公司原信贷台账转入，2016 年起历年业务积累，转入前已逐户告知。",
        "referral": "经老客户介绍，首次联系时已告知来源。",
        "other_lawful": "工商联合会公开的会员名录。",
        "event": "小微企业融资开放日，现场签到登记。",
    }.get(channel, "")
    common: dict[str, Any] = {"collector": by.id, "collector_name": by.name, "collected_at": now, "note": note}
    if reference:
        return SourceDraft(
            channel, "contract", "contract", reference=reference, sensitive_consent_at=consent_at, **common
        )
    if channel == "other_lawful":
        return SourceDraft(channel, "contact", "public_information", reference="会员名录公开网页", **common)
    return SourceDraft(
        channel, "register", "consent", reference="告知书及同意记录，客户签字件", consent_how="paper", consent_at=consent_at, notice_version="registration:1",
        sensitive_consent_at=consent_at, **common,
    )  # fmt: skip
