"""Colours: readable in both themes, and the two dark blocks the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import juanzong.web.shell

STATIC = Path(juanzong.web.shell.__file__).parent / "static" / "shell"
BLOCK = re.compile(r"(:root[^{]*)\{([^}]*)\}")
TEXT = 4.5
SHAPE = 3.0

ON_PAPER = ["ground", "surface", "sunk", "side"]
PAIRS = [(text, paper, TEXT) for text in ("ink", "muted", "faint", "indigo") for paper in ON_PAPER]
PAIRS += [(f"{tone}-text", f"{tone}-ground", TEXT) for tone in ("danger", "celadon", "amber", "indigo", "plain")]
PAIRS += [
    (text, "surface", TEXT) for text in ("danger-text", "celadon-text", "amber-text", "cinnabar", "celadon", "amber")
]
PAIRS += [("cinnabar", "side", TEXT), ("ink", "plain-ground", TEXT), ("muted", "plain-ground", TEXT)]
PAIRS += [("ink", "amber-ground", TEXT), ("ink", "danger-ground", TEXT), ("indigo", "amber-ground", TEXT)]
PAIRS += [("indigo", "danger-ground", TEXT), ("on-button", "button", TEXT), ("on-button", "button-hover", TEXT)]
PAIRS += [
    ("on-cinnabar", "cinnabar", TEXT),
    ("edge", "surface", SHAPE),
    ("edge", "sunk", SHAPE),
    ("focus", "ground", SHAPE),
]


def _themes() -> dict[str, dict[str, str]]:
    found = {}
    for selector, body in BLOCK.findall((STATIC / "tokens.css").read_text()):
        colours = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", body))
        found[selector.strip()] = colours
    return found


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_two_dark_blocks_are_the_same() -> None:
    themes = _themes()
    assert themes[':root:not([data-theme="light"])'] == themes[':root[data-theme="dark"]']


def test_dark_names_every_colour_of_light() -> None:
    themes = _themes()
    assert themes[":root"].keys() == themes[':root[data-theme="dark"]'].keys()


@pytest.mark.parametrize("theme", [":root", ':root[data-theme="dark"]'])
@pytest.mark.parametrize(("text", "paper", "least"), PAIRS)
def test_contrast_meets_wcag_aa(theme: str, text: str, paper: str, least: float) -> None:
    colours = _themes()[theme]
    assert _contrast(colours[text], colours[paper]) >= least


@pytest.mark.parametrize("name", ["base.css", "components.css"])
def test_only_tokens_hold_colours(name: str) -> None:
    css = (STATIC / name).read_text().replace("background: #fff;", "")  # the paper under a scanned page
    assert not re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(", css)
