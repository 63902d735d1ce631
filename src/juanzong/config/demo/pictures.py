"""Pictures and sounds of the demo: scanned cards, licences and photographs, drawn, of nobody; a call, hummed."""

# untranslated module: invented data

from __future__ import annotations

import array
import io
import math
import wave
from functools import cache
from random import Random

from PIL import Image, ImageDraw, ImageFont

from juanzong.config.demo import people
from juanzong.config.demo.customers import Known
from juanzong.kit.prints import fonts

_RATE = 8000
_INK, _PALE, _SEAL = (40, 36, 30), (150, 140, 126), (179, 54, 42)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(fonts.font_file()), size)


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=72)
    return out.getvalue()


def _mark(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    draw.text((width // 2, height - 26), "演示资料 · 人物虚构 · 仅供归档演示", font=_font(16), fill=_SEAL, anchor="mm")


def identity_card(known: Known) -> bytes:
    """A copy of an identity card without a face, of an invented person."""
    who = known.person or people.person(Random(known.name))  # noqa: S311  play, not secrecy
    name = who.name if known.person else known.signer
    picture = Image.new("RGB", (640, 404), (236, 241, 240))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((6, 6, 633, 397), 18, outline=(120, 150, 160), width=3)
    born = who.birth_date
    rows = (
        ("姓名", name), ("性别", "男" if who.gender == "male" else "女"),
        ("出生", f"{born.year} 年 {born.month} 月 {born.day} 日"), ("住址", who.address[:16]), ("", who.address[16:32]),
    )  # fmt: skip
    for place, (label, text) in enumerate(rows):
        draw.text((36, 40 + place * 50), label, font=_font(20), fill=(70, 110, 130))
        draw.text((104, 38 + place * 50), text, font=_font(23), fill=_INK)
    draw.text((36, 310), "公民身份号码", font=_font(20), fill=(70, 110, 130))
    draw.text((190, 306), who.resident_id, font=_font(26), fill=_INK)
    draw.rounded_rectangle((470, 50, 600, 220), 10, outline=_PALE, width=2)
    draw.text((535, 135), "照片从略", font=_font(20), fill=_PALE, anchor="mm")
    _mark(draw, 640, 404)
    return _jpeg(picture)


def licence(known: Known) -> bytes:
    """A copy of a business licence of an invented firm."""
    picture = Image.new("RGB", (700, 520), (250, 246, 234))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((14, 14, 685, 505), outline=(186, 150, 80), width=5)
    draw.text((350, 74), "营 业 执 照", font=_font(44), fill=_INK, anchor="mm")
    firm = known.firm
    rows = (
        ("统一社会信用代码", firm.uscc if firm else "—"), ("名称", known.name),
        ("类型", "有限责任公司" if firm else "个体工商户"), ("法定代表人", known.signer),
        ("住所", (firm.address if firm else known.draft.region)[:24]), ("经营范围", firm.trade if firm else "零售"),
    )  # fmt: skip
    for place, (label, text) in enumerate(rows):
        draw.text((60, 140 + place * 50), label, font=_font(20), fill=_PALE)
        draw.text((250, 138 + place * 50), text, font=_font(22), fill=_INK)
    draw.ellipse((530, 360, 640, 470), outline=_SEAL, width=4)
    draw.text((585, 415), "演示", font=_font(24), fill=_SEAL, anchor="mm")
    _mark(draw, 700, 520)
    return _jpeg(picture)


def photograph(rng: Random, title: str) -> bytes:
    """A site visit, as a child would draw it: sky, ground, a building, some windows."""
    sky, wall = rng.randrange(170, 230), rng.randrange(120, 200)
    picture = Image.new("RGB", (720, 480), (sky - 30, sky, 235))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 350, 720, 480), fill=(140, 130, 110))
    left, width, floors = rng.randrange(60, 200), rng.randrange(260, 420), rng.randrange(2, 5)
    draw.rectangle((left, 350 - floors * 62, left + width, 350), fill=(wall, wall - 15, wall - 35))
    for floor in range(floors):
        for place in range(left + 20, left + width - 40, 62):
            top = 350 - (floor + 1) * 62 + 14
            draw.rectangle((place, top, place + 34, top + 34), fill=(90, 110, 130))
    draw.text((20, 18), title[:28], font=_font(20), fill=_INK)
    _mark(draw, 720, 480)
    return _jpeg(picture)


def call(rng: Random) -> bytes:
    """A second and a half of something like two voices behind a wall; WAV, 8 kHz, mono."""
    samples = array.array("h")
    pitches = [rng.choice((130, 150, 190, 220)) for _ in range(6)]
    for pitch in pitches:
        for n in range(_RATE // 4):
            swell = math.sin(math.pi * n / (_RATE // 4))
            samples.append(int(2600 * swell * math.sin(2 * math.pi * pitch * n / _RATE)))
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE)
        sound.writeframes(samples.tobytes())
    return out.getvalue()
