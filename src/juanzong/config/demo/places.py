"""Real cities for the demo company's invented people: district codes (GB/T 2260), area code, plate letters."""

# untranslated module: invented data

from __future__ import annotations

from typing import NamedTuple


class City(NamedTuple):
    """`province` is "" for the four municipalities; `districts` maps the six-digit code to the name."""

    province: str
    name: str
    area: str
    plate: str
    districts: dict[str, str]


def _city(province: str, name: str, area: str, plate: str, districts: str) -> City:
    return City(province, name, area, plate, {pair[:6]: pair[6:] for pair in districts.split()})


# The first code of a place where somebody is registered stays in the number for life, whatever became of the place.
CITIES = (
    _city("浙江省", "杭州市", "0571", "浙A", "330102上城区 330106西湖区"),
    _city("浙江省", "宁波市", "0574", "浙B", "330203海曙区 330205江北区"),
    _city("浙江省", "温州市", "0577", "浙C", "330302鹿城区"),
    _city("江苏省", "南京市", "025", "苏A", "320102玄武区 320106鼓楼区"),
    _city("江苏省", "苏州市", "0512", "苏E", "320506吴中区 320507相城区"),
    _city("上海市", "上海市", "021", "沪A", "310101黄浦区 310104徐汇区 310105长宁区 310110杨浦区"),
    _city("北京市", "北京市", "010", "京A", "110101东城区 110102西城区 110105朝阳区 110108海淀区"),
    _city("天津市", "天津市", "022", "津A", "120101和平区 120103河西区 120104南开区"),
    _city("重庆市", "重庆市", "023", "渝A", "500103渝中区 500105江北区 500106沙坪坝区"),
    _city("安徽省", "合肥市", "0551", "皖A", "340103庐阳区 340104蜀山区"),
    _city("福建省", "福州市", "0591", "闽A", "350102鼓楼区 350103台江区"),
    _city("山东省", "济南市", "0531", "鲁A", "370102历下区 370103市中区"),
    _city("河南省", "郑州市", "0371", "豫A", "410102中原区 410105金水区"),
    _city("湖北省", "武汉市", "027", "鄂A", "420102江岸区 420106武昌区"),
    _city("湖南省", "长沙市", "0731", "湘A", "430102芙蓉区 430104岳麓区"),
    _city("广东省", "广州市", "020", "粤A", "440104越秀区 440105海珠区 440106天河区"),
    _city("四川省", "成都市", "028", "川A", "510104锦江区 510105青羊区"),
    _city("陕西省", "西安市", "029", "陕A", "610102新城区 610103碑林区"),
)
CITY_WEIGHTS = (30, 10, 8, 4, 4, 4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2)

# Invented roads and quarters: no such pair is meant to be found on a map.
ROADS = (
    "明月路 锦溪路 栖云路 听松街 竹影路 望潮路 清荷街 枫林晚路 晓园路 翠微街 云栈路 桂子路 石笋街 梅坞路 新禾路 "
    "南塘街 长桥东路 松涛路 映山路 百川街 兰亭序路 采薇路 观澜街 鸣泉路"
).split()
QUARTERS = "锦绣家园 云水苑 听松小区 梧桐里 翠湖名邸 望江花苑 竹海人家 清晖园 明月公寓 桂雨轩 和风雅居 南塘新村".split()
