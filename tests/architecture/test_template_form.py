"""Formatting a template changes only white space that a browser drops."""

from __future__ import annotations

import pytest

from tools.templates import WIDTH, formatted

pytestmark = pytest.mark.pure
LONG = "很长的一句话" * 16


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("<p>a</p><p>b</p>", "<p>a</p>\n<p>b</p>\n"),
        (
            "<ul>{% for x in y %}<li>{{ x }}</li>{% endfor %}</ul>",
            "<ul>{% for x in y %}<li>{{ x }}</li>{% endfor %}</ul>\n",
        ),
        ("<b>a</b><i>b</i>", "<b>a</b><i>b</i>\n"),  # a space between them would be seen
        ("<b>a</b>  <i>b</i>", "<b>a</b> <i>b</i>\n"),
        ('<p class="lines">a\n  b</p>', '<p class="lines">a\n  b</p>\n'),  # white space is shown there
        (
            "{% blocktrans %}a\n b{% endblocktrans %}",
            "{% blocktrans %}a\n b{% endblocktrans %}\n",
        ),  # it is a key of translation
    ],
)
def test_a_line_is_broken_only_where_nothing_is_seen_of_it(source: str, wanted: str) -> None:
    assert formatted(source) == wanted


def test_what_is_too_long_is_broken_beside_blocks_and_what_is_glued_stays_glued() -> None:
    written = formatted(f"<div><p>{LONG}</p><b>{LONG}</b><i>b</i></div>")
    assert written == f"<div>\n  <p>{LONG}</p>\n  <b>{LONG}</b><i>b</i>\n</div>\n"


def test_attributes_of_a_long_tag_go_on_lines_of_their_own() -> None:
    attributes = " ".join(f'data-{n}="{n}{n}{n}"' for n in range(20))
    written = formatted(f"<p {attributes}>a</p>")
    assert max(len(line) for line in written.splitlines()) <= WIDTH
    assert written.replace("\n", "").count("data-") == 20


def test_a_value_with_quotes_within_a_template_tag_stays_in_one_piece() -> None:
    value = '{% trans "近 12 个月的 次数" %}{% if a %} b {% endif %}'
    assert f'aria-label="{value}"' in formatted(f'<p class="{"c" * 100}" aria-label="{value}">a</p>')


def test_what_may_be_left_out_does_not_hide_that_text_stands_beside_it() -> None:
    source = f"<b>{LONG}</b>{{% if a %}}<p>x</p>{{% endif %}}{{% if b %}}<p>y</p>{{% endif %}}<i>c</i>"
    assert "{% endif %}{% if b %}" in formatted(source)


def test_an_element_that_is_never_closed_is_named() -> None:
    with pytest.raises(ValueError, match="closes nothing"):
        formatted("<p>a</p>{% endif %}")
