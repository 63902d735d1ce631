"""Invented persons and companies for the demo, believable and right in every check digit.

Everything comes from the `random.Random` that is handed in: the same seed gives the same people. No real person
or company is meant; numbers carry valid check digits because the product refuses others.
"""

# untranslated module: invented data

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from juanzong.config.demo.places import CITIES, CITY_WEIGHTS, QUARTERS, ROADS, City
from juanzong.kit.checks.identity import check_character
from juanzong.kit.checks.numbers import luhn_sum, uscc_check_character

# Surnames with their share of the population in tenths of a per cent, roughly.
_SURNAMES = (
    "王72 李71 张68 刘54 陈45 杨31 黄22 赵21 吴20 周19 徐14 孙13 马13 朱13 胡12 郭12 何12 林11 高10 罗10 郑9 梁8 谢7 宋7 唐7 "
    "许6 韩6 邓6 冯6 曹6 彭6 曾6 肖6 田6 董5 潘5 袁5 蔡5 蒋5 余5 于5 杜5 叶5 程5 魏4 苏4 吕4 丁4 任4 卢4 姚4 沈4 钟4 姜4 崔4 "
    "谭4 陆4 范4 汪4 廖4 石4 金4 韦3 贾3 夏3 付3 方3 邹3 熊3 白3 孟3 秦3 邱3 侯3 江3 尹3 薛3 闫3 段3 雷3 龙3 黎3 史3 陶3 贺3 "
    "毛2 郝2 顾2 龚2 邵2 万2 覃2 武2 钱2 戴2 严2 莫2 孔2 向2 常2 单1 仇1 解1 查1 欧阳1 上官1 诸葛1 司马1 尉迟1"
).split()
_SURNAME_LIST = [item.rstrip("0123456789") for item in _SURNAMES]
_SURNAME_SHARES = list(accumulate(int(item[len(item.rstrip("0123456789")) :]) for item in _SURNAMES))
_MALE = "伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林欢楠浩然子轩博文志国建国家豪思远景行承泽".strip()
_FEMALE = "芳娜敏静丽艳娟霞秀兰燕玲桂英丹萍红玉梅莉婷雪倩颖琳洁欣怡诗涵梦瑶雨桐佳慧若曦晓彤婉清思琪".strip()
_CITY_SHARES = list(accumulate(CITY_WEIGHTS))

_WORDS_A = "明 恒 瑞 鼎 嘉 泰 宏 锦 盛 安 信 博 远 汇 中 天 新 金 德 润 和 华 永 启 卓 荣 正 景 云 海".split()
_WORDS_B = "远 源 达 丰 通 泽 成 禾 创 茂 诚 昌 隆 康 逸 腾 旺 升 睿 凯 邦 晟 耀 铭 坤 和 兴 利 川 宇".split()
_TRADES = (
    "贸易 商贸 科技 信息技术 建筑工程 装饰工程 物流 餐饮管理 食品 服装 机械设备 电子 五金制品 纺织 医疗器械 农业开发 文化传媒 "
    "企业管理咨询 物业服务 汽车销售服务 家居用品 印刷包装 环保科技 茶业 建材"
).split()
_FORMS = ("有限公司", "有限责任公司", "股份有限公司", "商行", "经营部")
_FORM_SHARES = (80, 86, 89, 95, 100)
OCCUPATIONS = (
    "个体经营 教师 医生 护士 会计 工程师 司机 厨师 销售 公务员 退休 自由职业 快递员 电工 店主 设计师 农民 项目经理 律师 客服"
).split()
_PREFIXES = (
    "130 131 132 133 135 136 137 138 139 150 151 152 153 157 158 159 176 177 178 180 182 185 186 187 188 189".split()
)
_CARDS = ("622202", "622848", "621700", "621661", "622580", "623058")
_MAIL_HOSTS = ("example.cn", "example.com", "mail.example.cn", "example.net")
_PLATE_CHARACTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORG_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FIRST_BIRTH = dt.date(1955, 1, 1).toordinal()
_LAST_BIRTH = dt.date(2005, 12, 31).toordinal()


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person; `gender` is male or female."""

    name: str
    gender: str
    birth_date: dt.date
    resident_id: str
    mobile: str
    email: str
    address: str
    occupation: str
    bank_card: str
    plate: str  # "" for most


@dataclass(frozen=True, slots=True)
class Company:
    """An invented company with the person who answers for it."""

    name: str
    uscc: str
    landline: str
    email: str
    address: str
    trade: str
    legal_person: str
    contact: str
    contact_mobile: str


def person_name(rng: Random, gender: str = "") -> str:
    """A name: surnames as often as they are, one or two characters after them."""
    surname = rng.choices(_SURNAME_LIST, cum_weights=_SURNAME_SHARES)[0]
    characters = _FEMALE if (gender or rng.choice(("male", "female"))) == "female" else _MALE
    given = rng.choice(characters)
    return surname + (given if rng.random() < 0.25 else given + rng.choice(characters))


def city(rng: Random) -> City:
    """A city; most of the demo company's customers live near it."""
    return rng.choices(CITIES, cum_weights=_CITY_SHARES)[0]


def resident_id(rng: Random, birth: dt.date, gender: str, place: City) -> str:
    """A valid identity number for a birth date, a gender and a place."""
    order = rng.randrange(1, 499) * 2 + (1 if gender == "male" else 0)
    first = f"{rng.choice(list(place.districts))}{birth:%Y%m%d}{order:03d}"
    return first + check_character(first)


def uscc(rng: Random, place: City) -> str:
    """A valid credit code: registered by market regulation, with a right organisation code (GB 11714) inside."""
    body = (
        "".join(rng.choices(_ORG_CHARACTERS[:10], k=8))
        if rng.random() < 0.3
        else ("MA" + "".join(rng.choices(_ORG_CHARACTERS, k=6)))
    )
    total = sum(weight * _org_value(char) for weight, char in zip(_ORG_WEIGHTS, body, strict=True))
    check = 11 - total % 11
    inner = body + {10: "X", 11: "0"}.get(check, str(check))
    first = f"91{rng.choice(list(place.districts))}{inner}"
    return first + uscc_check_character(first)


def _org_value(char: str) -> int:
    return int(char) if char.isdigit() else ord(char) - 55


def mobile(rng: Random) -> str:
    """A mainland mobile number."""
    return f"{rng.choice(_PREFIXES)}{rng.randrange(10**8):08d}"


def landline(rng: Random, place: City) -> str:
    """A fixed line of the place: eight digits after three-digit area codes and in large cities."""
    return f"{place.area}-{rng.randrange(2, 9)}{rng.randrange(10**7):07d}"


def address(rng: Random, place: City) -> str:
    """A real city and district, an invented road."""
    start = ("" if place.province == place.name else place.province) + place.name
    district = rng.choice(list(place.districts.values()))
    road = f"{start}{district}{rng.choice(ROADS)}{rng.randrange(1, 399)}号"
    if rng.random() < 0.5:
        return road
    return f"{road}{rng.choice(QUARTERS)}{rng.randrange(1, 30)}幢{rng.randrange(1, 4)}单元{rng.randrange(1, 28)}0{rng.randrange(1, 5)}室"


def plate(rng: Random, place: City) -> str:
    """A plate of the place, one in five for a new-energy car."""
    if rng.random() < 0.2:
        return f"{place.plate}D{rng.randrange(10**5):05d}"
    return place.plate + "".join(rng.choices(_PLATE_CHARACTERS, k=2)) + f"{rng.randrange(1000):03d}"


def bank_card(rng: Random) -> str:
    """A 19-digit card number with a right Luhn digit."""
    first = f"{rng.choice(_CARDS)}{rng.randrange(10**12):012d}"
    return first + str(-luhn_sum(first + "0") % 10)


def person(rng: Random) -> Person:
    """A whole person."""
    gender = "male" if rng.random() < 0.5 else "female"
    place = city(rng)
    birth = dt.date.fromordinal(rng.randrange(_FIRST_BIRTH, _LAST_BIRTH))
    number = mobile(rng)
    return Person(
        name=person_name(rng, gender),
        gender=gender,
        birth_date=birth,
        resident_id=resident_id(rng, birth, gender, place),
        mobile=number,
        email=f"u{number[3:]}@{rng.choice(_MAIL_HOSTS)}",
        address=address(rng, place),
        occupation=rng.choice(OCCUPATIONS),
        bank_card=bank_card(rng),
        plate=plate(rng, place) if rng.random() < 0.3 else "",
    )


def company_name(rng: Random, place: City) -> str:
    """Place, word, trade, form: 杭州明远贸易有限公司."""
    word = rng.choice(_WORDS_A) + rng.choice(_WORDS_B) + (rng.choice(_WORDS_B) if rng.random() < 0.2 else "")
    form = rng.choices(_FORMS, cum_weights=_FORM_SHARES)[0]
    return f"{place.name.removesuffix('市')}{word}{rng.choice(_TRADES)}{form}"


def company(rng: Random) -> Company:
    """A whole company."""
    place = city(rng)
    name = company_name(rng, place)
    legal = person_name(rng)
    number = mobile(rng)
    return Company(
        name=name,
        uscc=uscc(rng, place),
        landline=landline(rng, place),
        email=f"office{number[5:]}@{rng.choice(_MAIL_HOSTS)}",
        address=address(rng, place),
        trade=next((trade for trade in _TRADES if trade in name), "贸易"),
        legal_person=legal,
        contact=legal if rng.random() < 0.4 else person_name(rng),
        contact_mobile=number,
    )
