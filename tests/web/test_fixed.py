"""Pieces of pages that are rendered once: for each language and each value that is named, and knowing nothing else."""

from __future__ import annotations

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

ASKED: list[str] = []


class Counted:
    """Says its word and counts how often it was asked."""

    def __str__(self) -> str:
        ASKED.append("asked")
        return "<b>"


def test_a_piece_is_rendered_once_for_each_language_and_value() -> None:
    piece = Template('{% fixed theme=shown %}{% trans "退出" %} {{ theme }}{{ person }}{% endfixed %} {{ person }}')
    with translation.override("zh-hans"):
        assert piece.render(Context({"shown": "<b>", "person": "周敏"})) == "退出 &lt;b&gt; 周敏"
        assert piece.render(Context({"shown": "light", "person": "孙悦"})) == "退出 light 孙悦"
    with translation.override("en"):
        assert piece.render(Context({"shown": "<b>", "person": "周敏"})) == "Sign out &lt;b&gt; 周敏"


def test_what_it_was_rendered_with_is_not_asked_again() -> None:
    ASKED.clear()
    word, piece = Counted(), Template("{% fixed word=word %}{{ word }}{% endfixed %}")
    assert [piece.render(Context({"word": word})) for _again in range(3)] == ["&lt;b&gt;"] * 3
    assert ASKED == ["asked"]


def test_only_named_values_are_taken() -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% fixed person %}{% endfixed %}")
