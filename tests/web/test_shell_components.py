"""The components: what they say, what they escape, what they refuse."""

from __future__ import annotations

import datetime as dt

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError

from juanzong.kit.errors import Invalid
from juanzong.web.shell.pages import add_refusal


def show(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_values_are_escaped_everywhere() -> None:
    evil = "<script>x</script>"
    sources = [
        "{% badge v %}", "{% stamp v v %}", "{% stat v v %}", "{% crumb v %}", "{% button v '/' %}", "{% copy v %}",
        "{% masked v '/r/' %}", "{% empty v v %}", "{% card v v %}{{ v }}{% endcard %}", "{% cover v number=v %}{% endcover %}",
        "{% notice 'danger' v %}{{ v }}{% endnotice %}", "{% fact v %}{{ v }}{% endfact %}", "{% clause v %}", "{% tab v '/' %}",
        "{% progress 1 2 v %}", "{% dropzone v hint=v %}", "{% event when=v who=v %}{{ v }}{% endevent %}",
    ]  # fmt: skip
    for source in sources:
        assert "<script" not in show(source, v=evil), source
        assert "&lt;script" in show(source, v=evil), source


@pytest.mark.parametrize(
    "source",
    [
        "{% badge 'x' 'pink' %}",
        "{% icon 'unknown' %}",
        "{% card titel='x' %}{% endcard %}",
        "{% stat 1 2 colour='x' %}",
    ],
)
def test_unknown_arguments_are_refused(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        show(source)


def test_a_block_component_holds_its_content() -> None:
    html = show("{% card title='卷内目录' %}<b>26 件</b>{% endcard %}")
    assert "<h2>卷内目录</h2>" in html
    assert "<b>26 件</b>" in html


def test_a_clause_shows_its_sentence_and_an_unknown_one_only_its_id() -> None:
    assert "title=" in show("{% clause 'P00-1.2' %}")
    assert show("{% clause 'X99-9' %}") == '<span class="clause">X99-9</span>'


def test_moments_are_shown_in_chinas_time() -> None:
    moment = dt.datetime(2026, 11, 15, 17, 30, tzinfo=dt.UTC)
    assert show("{{ v|moment }} {{ v|day }}", v=moment) == "2026-11-16 01:30 2026-11-16"


def test_sizes_and_dashes() -> None:
    assert show("{{ a|filesize }} {{ b|filesize }} {{ c|dash }}", a=812, b=3_355_443, c="") == "812 B 3.2 MB —"


class _Form(forms.Form):
    name = forms.CharField(label="客户名称", help_text="与证件一致")
    note = forms.CharField(label="备注", required=False)


def test_a_field_ties_label_help_and_error_to_the_control() -> None:
    form = _Form({"name": ""})
    form.is_valid()
    html = show("{% field form.name %}", form=form)
    assert '<label for="id_name">客户名称' in html
    assert 'aria-describedby="id_name_help id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_error"' in html


def test_what_django_checks_is_told_in_the_words_of_the_house() -> None:
    class Sheet(forms.Form):
        name = forms.CharField(max_length=3)
        number = forms.IntegerField(min_value=1, max_value=9)
        degrees = forms.DecimalField(max_digits=4, decimal_places=1)
        day = forms.DateField()
        kind = forms.ChoiceField(choices=[("a", "甲")])

    def told(**given: str) -> list[str]:
        return [str(sentence) for sentences in Sheet(given).errors.values() for sentence in sentences]

    assert told() == ["请填写这一项。"] * 4 + ["请选择。"]
    assert told(name="四个字了", number="10", degrees="1.55", day="2026-02-30", kind="b") == [
        "最多 3 个字，现有 4 个。", "不能大于 9。", "小数最多 1 位。", "请填写日期，如 2026-01-31。", "请从列出的选项中选择。",
    ]  # fmt: skip
    assert told(name="三个字", number="0", degrees="二十", day="2026-02-28", kind="a") == [
        "不能小于 1。",
        "请填写数字。",
    ]


def test_a_refusal_lands_at_its_field_with_clause_and_advice() -> None:
    form = _Form({"name": "张晓明"})
    assert form.is_valid()
    add_refusal(form, Invalid("不能保存。", fields={"name": "已有同名客户。"}, clause="P00-1.2", todo="请先核对。"))
    assert form.errors["name"] == ["已有同名客户。"]
    html = show("{% form_errors form %}", form=form)
    assert 'href="#id_name"' in html
    assert "P00-1.2" in html
    assert "请先核对。" in html
