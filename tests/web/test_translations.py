"""Both languages are complete: nothing untranslated, doubtful or left over, and no Chinese outside translation calls."""

from __future__ import annotations

from tools import messages


def test_both_languages_are_complete() -> None:
    assert messages.problems() == []


def test_chinese_outside_a_call_is_found() -> None:
    assert list(messages._stray_in_python('x = "客户"\n')) == [(1, "客户")]
    assert not list(messages._stray_in_python('"""说明"""\nx = _("客户")\ny = "客户"  # untranslated: data\n'))
    assert list(messages._stray_in_template("<p>客户</p>"))
    assert not list(
        messages._stray_in_template('{% trans "客户" %}{% blocktrans %}客户{% endblocktrans %}{{ x|default:_("无") }}')
    )


def test_a_placeholder_that_got_lost_is_found() -> None:
    from babel.messages.catalog import Message

    assert list(messages._faults(Message("第 %(n)s 行", "row")))
    assert list(messages._faults(Message("客户", "客户")))
    assert not list(messages._faults(Message("第 %(n)s 行", "row %(n)s")))
    assert not list(messages._faults(Message(("一条", "%(n)s 条"), ("one", "%(n)s entries"))))
