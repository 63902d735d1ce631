"""Chinese names for machines: initials for the search box, foldings and likeness for finding duplicates."""

# untranslated module: names and readings are data

from __future__ import annotations

import re
import unicodedata
from functools import cache

from rapidfuzz import fuzz

# What the common dictionary reads otherwise than names of persons and companies are read, by character.
_READINGS = {
    "长": "c", "重": "z", "厦": "s", "乐": "l", "会": "h", "藏": "c", "朝": "c", "传": "c", "盛": "s", "曾": "c",
    "调": "t", "种": "z", "石": "s", "车": "c", "贾": "j", "朴": "p", "葛": "g", "参": "c", "行": "x", "和": "h",
    "泊": "b", "系": "x", "校": "x", "叶": "y", "沈": "s", "〇": "l", "䶮": "y",
}  # fmt: skip
# Words in which a character is read otherwise; each is replaced by its initials before the table is asked.
_WORDS = {
    "重庆": "cq", "重阳": "cy", "重逢": "cf", "重聚": "cj", "重启": "cq", "九重": "jc",
    "校长": "xz", "行长": "hz", "成长": "cz", "增长": "zz", "董事长": "dsz", "家长": "jz", "会长": "hz", "长子": "zz",
    "银行": "yh", "商行": "sh", "洋行": "yh", "央行": "yh", "支行": "zh", "分行": "fh", "总行": "zh", "农行": "nh",
    "工行": "gh", "建行": "jh", "车行": "ch", "琴行": "qh", "茶行": "ch", "金行": "jh", "典当行": "ddh",
    "拍卖行": "pmh", "商务行": "swh", "行业": "hy", "行家": "hj", "行会": "hh", "同行": "th", "排行": "ph",
    "厦门": "xm", "西藏": "xz", "藏族": "zz", "藏药": "zy", "藏医": "zy", "宝藏": "bz", "青藏": "qz",
    "音乐": "yy", "乐器": "yq", "乐团": "yt", "乐清": "yq", "声乐": "sy", "乐队": "yd",
    "会所": "hs", "协会": "xh", "工会": "gh", "公会": "gh", "商会": "sh", "基金会": "jjh", "委员会": "wyh",
    "学会": "xh", "会议": "hy", "会展": "hz", "社会": "sh", "理事会": "lsh", "联合会": "lhh", "教会": "jh",
    "会堂": "ht", "会馆": "hg", "大会": "dh", "展览会": "zlh",
    "今朝": "jz", "朝霞": "zx", "朝晖": "zh", "朝气": "zq", "朝辉": "zh", "朝夕": "zx",
    "调味": "tw", "调解": "tj", "空调": "kt", "调色": "ts", "调料": "tl", "调查": "dc", "调度": "dd", "调研": "dy",
    "自传": "zz", "茂盛": "ms", "未曾": "wc", "曾经": "cj", "种子": "zz", "种植": "zz", "种业": "zy",
    "人参": "rs", "海参": "hs", "党参": "ds", "参茸": "sr", "参与": "cy", "六安": "la", "会稽": "kj", "大都": "dd",
    "单县": "sx", "洗马": "xm", "东阿": "de", "蔚县": "yx", "铅山": "ys", "番禺": "py", "浒墅": "xs", "会计": "kj",
    "解放": "jf", "解决": "jj", "理解": "lj", "检查": "jc", "查询": "cx", "任务": "rw", "单位": "dw", "地区": "dq",
}  # fmt: skip
# Surnames read otherwise than the character is elsewhere, and the surnames of two characters among them.
_SURNAMES = {
    "单": "s", "曾": "z", "仇": "q", "解": "x", "查": "z", "朴": "p", "盖": "g", "任": "r", "区": "o", "缪": "m",
    "乐": "y", "种": "c", "覃": "q", "纪": "j", "员": "y", "召": "s", "洗": "x", "冼": "x", "句": "g", "秘": "b",
    "繁": "p", "折": "s", "翟": "z", "宓": "m", "尹": "y", "黑": "h", "葛": "g", "宁": "n", "燕": "y", "过": "g",
    "那": "n", "柏": "b", "薄": "b", "车": "c", "卜": "b", "华": "h", "祭": "z", "尉": "w", "晁": "c", "长": "c",
    "行": "x", "重": "c", "藏": "z", "臧": "z", "钻": "z", "牟": "m", "逄": "p", "佴": "n", "缴": "j", "干": "g",
    "尉迟": "yc", "长孙": "zs", "万俟": "mq", "单于": "cy", "澹台": "tt", "欧阳": "oy", "诸葛": "zg", "司马": "sm",
    "上官": "sg", "令狐": "lh", "宇文": "yw", "皇甫": "hf", "呼延": "hy", "慕容": "mr", "端木": "dm", "赫连": "hl",
    "亓官": "qg", "公孙": "gs", "东方": "df", "西门": "xm", "南宫": "ng", "夏侯": "xh", "百里": "bl", "轩辕": "xy",
}  # fmt: skip

_PERSON_LENGTH = 4  # a Chinese person's name has at most this many characters; a longer one is a company
_ORGANISATION_END = frozenset("司店厂行社院局所会部馆站场校处庄坊铺")
_WORD = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)))
_MAYBE_WORD = frozenset("".join(_WORDS)) & frozenset("重长行厦藏乐会朝调传盛曾种参六单洗阿蔚铅番浒解查任区大")


@cache
def _initial_of() -> dict[int, str | None]:
    """From every character of the dictionary to the first letter of its first reading; built once, 0.2 s."""
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415  large, and only needed from the first name on

    table: dict[int, str | None] = {}
    for point, readings in pinyin_dict.items():
        letter = unicodedata.normalize("NFD", readings[:2])[0]
        table[point] = letter if letter.isascii() else {"ê": "e"}.get(letter, letter)
    table.update({ord(char): letter for char, letter in _READINGS.items()})
    table.update({point: None for point in range(0x80) if not chr(point).isalnum()})
    return table


def initials(name: str) -> str:
    """The pinyin initials people type to find a name: `单晓华` sxh, `重庆长安贸易有限公司` cqcamyyxgs.

    Letters and digits stay, in small letters; characters that have no reading are left out. The legal form of
    a company is kept, since a search by prefix finds both `cqcamy` and the whole.
    """
    if not name.isascii() and (normal := unicodedata.normalize("NFKC", name)) != name:
        name = normal
    head = ""
    if len(name) <= _PERSON_LENGTH and name[-1:] not in _ORGANISATION_END:
        if surname := _SURNAMES.get(name[:2]):
            head, name = surname, name[2:]
        elif surname := _SURNAMES.get(name[:1]):
            head, name = surname, name[1:]
    elif not _MAYBE_WORD.isdisjoint(name):
        name = _WORD.sub(lambda found: _WORDS[found[0]], name)
    letters = head + name.translate(_initial_of())
    if not letters.isascii() or not letters.isalnum():
        letters = "".join(char for char in letters if char.isascii() and char.isalnum())
    return letters.lower()


def fold(text: str) -> str:
    """A name for comparison: NFKC, small letters, only letters and digits."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


_FORMS = (
    "股份有限公司|有限责任公司|集团有限公司|有限公司|股份公司|集团公司|总公司|分公司|子公司|公司|"
    "合伙企业(?:有限合伙|普通合伙)?|个人独资企业|专业合作社|合作社|个体工商户|经营部|经销部|服务部|门市部|工作室|"
    "事务所|办事处|商行|集团|股份|控股|有限合伙|普通合伙|特殊普通合伙"
)
_FORM = re.compile(f"(?:{_FORMS})+$")
_COMPANY = re.compile(f"(?:{_FORMS}|厂|店|行|社|院|中心|学校|协会|委员会)$")
_CITIES = (
    "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|"
    "云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|"
    "杭州|宁波|温州|绍兴|嘉兴|湖州|金华|台州|南京|苏州|无锡|常州|南通|合肥|福州|厦门|泉州|南昌|济南|青岛|烟台|郑州|洛阳|武汉|长沙|"
    "广州|深圳|东莞|佛山|珠海|南宁|海口|成都|贵阳|昆明|西安|兰州|西宁|银川|太原|石家庄|沈阳|大连|长春|哈尔滨|呼和浩特|乌鲁木齐"
)
_REGION = re.compile(f"(?:中国)?(?:(?:{_CITIES})(?:省|市|自治区)?|[^省市区县公司]{{2,3}}(?:省|市|县|区))")
_MIN_CORE = 2


def company_core(name: str) -> str:
    """What tells one company from another: the folded name without place and legal form.

    `浙江省杭州市明远贸易有限公司` 明远贸易. A name that would shrink below two characters keeps its place.
    """
    folded = fold(name)
    core = _FORM.sub("", folded)
    if len(core) < _MIN_CORE:
        return folded
    for _round in range(3):  # province, city, county
        found = _REGION.match(core)
        if found is None or len(core) - found.end() < _MIN_CORE:
            break
        core = core[found.end() :]
    return core


def similarity(first: str, second: str) -> float:
    """How alike two names or addresses are, 0 to 1. Companies are compared by what tells them apart."""
    a, b = fold(first), fold(second)
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    if _COMPANY.search(a) and _COMPANY.search(b):
        a, b = company_core(a), company_core(b)
    return min(fuzz.ratio(a, b) / 100, 0.99)
