"""The fields that are drawn without Django's templates are what Django would draw, and nobody's words become markup."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from juanzong.web.shell.markup import filled, joined
from juanzong.web.shell.spots import spots
from juanzong.web.shell.widgets import Renderer

BAD = """<b>"&'"""


class Sheet(forms.Form):
    """One field of each kind."""

    name = forms.CharField(required=True, max_length=20)
    amount = forms.IntegerField(required=False, disabled=True, min_value=0)
    since = forms.DateField(required=False)
    hidden = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=[("", "—"), (1, "一"), (BAD, BAD)])
    place = forms.ChoiceField(choices=[("a", "甲"), (BAD, [("b", "乙"), ("c", BAD)])], required=False)
    note = forms.CharField(widget=forms.Textarea, required=False)


@pytest.mark.parametrize("data", [None, {}, {"name": BAD, "amount": "x", "kind": "1", "place": "c", "hidden": BAD}])
@pytest.mark.parametrize("name", list(Sheet.base_fields))
def test_a_field_is_what_django_draws(name: str, data: dict[str, Any] | None) -> None:
    ours, theirs = Sheet(data, renderer=Renderer()), Sheet(data, renderer=DjangoTemplates())
    attrs = {"aria-describedby": BAD, "data-x": 3, "hidden": True, "checked": False}
    assert parse_html(ours[name].as_widget(attrs=attrs)) == parse_html(theirs[name].as_widget(attrs=attrs))


def test_words_are_escaped_unless_they_are_markup() -> None:
    inner = filled("<b>{}</b>", BAD)
    assert inner == "<b>&lt;b&gt;&quot;&amp;&#x27;</b>"
    assert filled("<p>{}{}</p>", inner, 3) == f"<p>{inner}3</p>"
    assert joined([inner, "<"], " & ") == f"{inner} &amp; &lt;"


def test_the_words_of_a_spot_are_escaped_among_many() -> None:
    assert spots([("in", "/1/", "甲"), ("in", "", BAD)]) == (
        '<a class="spot in" href="/1/" title="甲"></a>'
        '<span class="spot in" role="img" aria-label="&lt;b&gt;&quot;&amp;&#x27;"></span>'
    )
