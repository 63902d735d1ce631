"""The papers in the demo company's dossiers: what each kind says, as PDF/A with text that a search finds."""

# untranslated module: invented data

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from juanzong.config.demo.company import COMPANY
from juanzong.config.demo.customers import Known
from juanzong.kit import clock, prints

TEMPLATE = "config/demo/papers.typ"
_PURPOSES = (
    "购进原材料",
    "旺季备货",
    "购置生产设备",
    "装修经营场所",
    "支付货款",
    "补充流动资金",
    "承接工程垫资",
    "更换运输车辆",
)
_SECURITIES = ("房产抵押", "存货质押", "第三方保证", "设备抵押", "应收账款质押", "信用")
_WEIGHTS = (30, 8, 30, 10, 8, 14)
_DIGITS = "零壹贰叁肆伍陆柒捌玖"


@dataclass(frozen=True, slots=True)
class Loan:
    """The matter a dossier is about. amount: in units of ten thousand yuan; rate: per cent a year; months: term."""

    number: str
    amount: int
    rate: str
    months: int
    purpose: str
    security: str
    guarantor: str

    @property
    def money(self) -> str:
        return f"人民币 {self.amount}0,000.00 元（大写：{capitals(self.amount)}万元整）"


def loan(rng: Random, number: str, guarantor: str) -> Loan:
    """A believable small loan."""
    amount = rng.choice((5, 8, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 150, 200))
    rate = f"{rng.choice((9.6, 10.8, 11.4, 12.0, 13.2, 14.4)):.1f}"
    security = rng.choices(_SECURITIES, _WEIGHTS)[0]
    return Loan(number, amount, rate, rng.choice((3, 6, 6, 12, 12, 12, 24)), rng.choice(_PURPOSES), security, guarantor)


def capitals(number: int) -> str:
    """A number up to 9999 in the characters of bills: 150 壹佰伍拾."""
    text, zero = "", False
    for place, unit in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit = number // place % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + unit
        zero = not digit
    return text


def pdf(title: str, known: Known, matter: Loan, signers: tuple[tuple[str, str], ...]) -> bytes:
    """The paper called `title` about a customer and a loan, dated today."""
    day = clock.today()
    return prints.render(
        TEMPLATE,
        {
            "title": title,
            "company": COMPANY,
            "number": matter.number,
            "date": f"{day.year}年{day.month}月{day.day}日",
            "facts": _facts(title, known, matter),
            "paragraphs": _paragraphs(title, known, matter),
            "table": _table(title, matter, day),
            "signers": [list(pair) for pair in signers] or [["经办", known.manager.name], ["复核", "　"]],
            "sealed": any(word in title for word in ("合同", "决议", "凭证", "授权", "审批")),
        },
    )


def _facts(title: str, known: Known, matter: Loan) -> list[list[str]]:
    who = "借款人" if known.kind == "person" else "借款单位"
    facts = [[who, known.name]]
    if known.firm:
        facts.append(["法定代表人", known.firm.legal_person])
    if any(word in title for word in ("申请", "合同", "决议", "意见", "审批", "借据", "凭证", "报告", "授信")):
        facts += [
            ["借款金额", matter.money],
            ["期限和年利率", f"{matter.months} 个月，{matter.rate}%（单利）"],
            ["借款用途", matter.purpose],
            ["担保方式", matter.security],
        ]
    facts.append(["客户经理", known.manager.name])
    return facts


def _paragraphs(title: str, known: Known, matter: Loan) -> list[str]:
    name = known.name
    for word, said in _TEXTS:
        if word in title:
            return [
                part.format(
                    name=name, company=COMPANY, money=matter.money, purpose=matter.purpose, months=matter.months,
                    security=matter.security, signer=known.signer, guarantor=matter.guarantor or "（无）",
                    manager=known.manager.name,
                )
                for part in said
            ]  # fmt: skip
    return [f"本件为{name}办理业务时提交或形成的{title}，经客户经理{known.manager.name}核对与原件一致，归入档案。"]


def _table(title: str, matter: Loan, day: dt.date) -> list[list[str]]:
    if "报表" in title or "财务" in title:
        base = matter.amount * 3
        rows = [[str(day.year - n), f"{base * (10 - n)}.00", f"{base * (8 - n)}.00", f"{base}.00"] for n in (3, 2, 1)]
        return [["年度", "营业收入（万元）", "营业成本（万元）", "净利润（万元）"], *rows]
    if "还款" in title:
        each = matter.amount * 10_000 * float(matter.rate) / 1200
        return [["期次", "利息（元）", "状态"], *[[str(n), f"{each:.2f}", "已付"] for n in (1, 2, 3)]]
    return []


_TEXTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("申请书", (
        "致{company}：{name}因{purpose}需要，向贵公司申请借款{money}，期限{months}个月，愿以{security}作为担保，按期还本付息。",
        "申请人保证所提交的资料真实、完整、有效，并同意贵公司在取得单独授权后查询信用信息。",
    )),
    ("借款合同", (
        "贷款人{company}与借款人{name}在平等自愿的基础上订立本合同。贷款人向借款人发放贷款{money}，用于{purpose}，不得挪作他用。",
        "借款期限{months}个月，自实际放款日起算；按月付息，到期还本。借款人可以提前还款，利息计至还款日，不收取违约金。",
        "担保方式为{security}，保证人：{guarantor}。本合同一式三份，贷款人、借款人各执一份，存档一份。",
    )),
    ("决议", (
        "会议审议了客户经理{manager}提交的{name}借款项目。与会成员听取了尽职调查和风险审查意见，经表决一致同意发放贷款{money}，期限{months}个月，担保方式为{security}。",
        "放款前须落实担保手续，贷后三十日内完成首次检查。",
    )),
    ("风险审查", (
        "经审查，{name}经营正常，借款用途为{purpose}，还款来源清楚，担保方式为{security}，风险可控。建议按申请金额发放，并按月监测账户变动。",
    )),
    ("尽职调查", (
        "客户经理{manager}实地走访了{name}的经营场所，核对了账簿、流水和购销合同。借款用于{purpose}，与经营规模相符。",
        "主要风险是下游回款周期较长；缓释措施为{security}。保证人：{guarantor}。调查人认为可以受理。",
    )),
    ("授权书", (
        "本人（本单位）{name}授权{company}在办理本笔业务期间查询本人（本单位）的信用报告，用于贷前审查和贷后管理。授权不得用于其他目的，可以书面撤回。",
    )),
    ("借据", ("今借到{company}贷款{money}，用途：{purpose}。此据。借款人：{signer}。",)),
    ("凭证", ("付款人{company}，收款人{name}，金额{money}，摘要：发放贷款。本凭证由财务部核对入账。",)),
    ("审批表", ("项目：{name}借款。金额{money}，期限{months}个月，{security}。业务、风险、财务各部门意见：同意。",)),
    ("谈判记录", (
        "时间地点：公司二楼会议室。双方就{name}借款的金额、期限、担保和提前还款条件进行了商谈，达成一致，记录如下：金额{money}，期限{months}个月。",
    )),
    ("告知书", (
        "{company}已向{name}说明收集信息的目的、种类、保存期限和本人的权利，{signer}阅读后签字同意。未勾选的项目不视为同意。",
    )),
    ("登记表", ("{name}于本日由{manager}接待登记。登记内容由客户当面提供，已与证件核对。",)),
    ("评价", ("{name}在本年度内按期付息，无逾期记录，经营状况稳定，建议维持原授信额度。",)),
    ("检查", ("贷后检查：{name}借款用于{purpose}，与合同约定一致，库存和账户余额正常，未发现风险信号。",)),
)  # fmt: skip
