"""The demo companies as they are founded; here the small-loan company in Hangzhou, its departments and its forty people."""

# untranslated module: invented data

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from juanzong.organisation import actions
from juanzong.organisation.viewer import Viewer, viewer_for
from juanzong.policies import actions as policies

COMPANY = "杭州鸿笺小额贷款有限公司"
PACKS = ("P00", "P03", "P04")
WORDS = {
    "company_word": "鸿",
    "company_address": "杭州市西湖区文三路 18 号 6 楼",
    "privacy_contact": "0571-88000018（档案室）",
}
DEPARTMENTS = (
    ("01", "综合管理部"),
    ("02", "业务一部"),
    ("03", "业务二部"),
    ("04", "业务三部"),
    ("05", "风险管理部"),
    ("06", "财务部"),
    ("07", "客户服务部"),
    ("08", "档案室"),
    ("09", "审计部"),
)
BUSINESS = ("02", "03", "04")

# user name, name, department, position, user name of the superior, year of joining
_PEOPLE = """
wenruchuan 温如川 00 chairman - 2014
lujingheng 陆景衡 00 general_manager wenruchuan 2014
shenwanqiu 沈晚秋 00 deputy_general_manager lujingheng 2015
guanzhonglin 管仲林 00 deputy_general_manager lujingheng 2016
yuebaishan 岳柏山 01 department_manager lujingheng 2016
jihenian 季鹤年 01 administrator yuebaishan 2017
qiumingyuan 邱明远 02 department_manager shenwanqiu 2015
tangyichen 唐一尘 02 project_manager qiumingyuan 2018
xuanruolin 宣若霖 02 project_manager qiumingyuan 2019
fanzhiyu 樊知渔 02 project_manager qiumingyuan 2021
miaoqinghe 苗青禾 02 project_manager qiumingyuan 2023
hongyanqing 洪彦清 03 department_manager shenwanqiu 2016
zhuoyuanbo 卓远泊 03 project_manager hongyanqing 2018
leishuyao 雷书瑶 03 project_manager hongyanqing 2020
chuxiaoman 储小满 03 project_manager hongyanqing 2021
yanbeicheng 颜北城 03 project_manager hongyanqing 2022
rongjiayu 荣嘉屿 04 department_manager guanzhonglin 2017
bianxingzhou 卞行舟 04 project_manager rongjiayu 2019
kongliuyin 孔柳因 04 project_manager rongjiayu 2020
weizhaoxi 韦朝曦 04 project_manager rongjiayu 2022
shuangyunting 双云亭 04 project_manager rongjiayu 2024
gaolinfeng 高临风 05 department_manager guanzhonglin 2016
dingmushan 丁慕山 05 risk_officer gaolinfeng 2018
aojinglan 敖静澜 05 risk_officer gaolinfeng 2020
langsiqi 郎思齐 05 risk_officer gaolinfeng 2023
huazhenxi 华贞熙 05 credit_manager gaolinfeng 2019
duanwenli 段闻笠 05 credit_manager gaolinfeng 2022
pangyuzhou 庞予周 06 department_manager lujingheng 2015
lianshuhua 廉书桦 06 finance pangyuzhou 2018
zangxinyi 臧心怡 06 finance pangyuzhou 2021
gongyuqing 贡雨晴 07 department_manager shenwanqiu 2017
tongluoyi 童洛伊 07 customer_service gongyuqing 2020
sangzhiwei 桑知微 07 customer_service gongyuqing 2021
jiaohuaijin 焦怀瑾 07 customer_service gongyuqing 2022
mushiyu 穆诗雨 07 customer_service gongyuqing 2024
fengchangan 丰常安 08 archivist shenwanqiu 2015
ninglanxi 宁兰溪 08 archivist shenwanqiu 2021
xiongshouzhuo 熊守拙 08 certificate_keeper shenwanqiu 2018
jianzhengyi 简正宜 09 auditor wenruchuan 2016
tuyunshu 涂云疏 09 auditor wenruchuan 2022
"""


@dataclass(frozen=True, slots=True)
class Firm:
    """What a demo company is founded with. people: a line each of user name, name, department, position, user name of the
    superior or -, year of joining. prefix: of the numbers of staff."""

    name: str
    prefix: str
    packs: tuple[str, ...]
    words: dict[str, str]
    departments: tuple[tuple[str, str], ...]
    people: str


LENDER = Firm(COMPANY, "HJ", PACKS, WORDS, DEPARTMENTS, _PEOPLE)


@dataclass(frozen=True, slots=True)
class Person:
    """One of its people, with the viewer they act as."""

    id: int
    name: str
    department: str
    position: str
    viewer: Viewer


@dataclass(frozen=True, slots=True)
class House:
    """The company as loaded: ids of departments by code, people by user name."""

    company: int
    departments: dict[str, int]
    people: dict[str, Person]

    def holding(self, position: str, department: str = "") -> list[Person]:
        """Everybody in a position, of one department or of all, in the order of the list."""
        return [one for one in self.people.values() if one.position == position and department in ("", one.department)]


def found(by: Viewer, day: dt.date, firm: Firm = LENDER) -> House:
    """Found the company, its departments and its people, and put its policies in force from `day` on."""
    company = actions.found_company(by=by, name=firm.name)
    departments = {"00": company.pk}
    for code, name in firm.departments:
        departments[code] = actions.add_department(by=by, name=name, code=code, parent=company.pk).pk
    ids: dict[str, int] = {}
    rows = [line.split() for line in firm.people.split("\n") if line]
    for number, (username, name, code, position, superior, year) in enumerate(rows, 1):
        joined = min(dt.date(int(year), 3 + number % 8, 1 + number % 27), day)
        staff = actions.add_staff(
            by=by, username=username, name=name, number=f"{firm.prefix}{number:03d}", email=f"{username}@example.cn",
            joined_on=joined, may_sign_in=False,
        ).staff  # fmt: skip
        ids[username] = staff.pk
        actions.appoint(
            by=by, staff=staff.pk, position=position, department=departments[code], from_date=joined,
            superior=ids.get(superior),
        )  # fmt: skip
    for pack in firm.packs:
        parameters = firm.words if pack == firm.packs[0] else None
        policies.adopt(actor=by.actor, pack=pack, from_date=day, parameters=parameters)
    people = {}
    for username, name, code, position, _superior, _year in rows:
        viewer = viewer_for(ids[username])
        if viewer is None:
            raise LookupError(username)
        people[username] = Person(ids[username], name, code, position, viewer)
    return House(company.pk, departments, people)
