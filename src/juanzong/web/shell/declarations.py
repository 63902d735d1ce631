"""How Django's own checks of a form speak in this house: what is wrong and what to do, in plain words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _

FIELDS = {
    forms.Field: {"required": _("请填写这一项。")},
    forms.IntegerField: {"invalid": _("请填写整数。")},
    forms.DecimalField: {"invalid": _("请填写数字。")},
    forms.DateField: {"invalid": _("请填写日期，如 2026-01-31。")},
    forms.ChoiceField: {"required": _("请选择。"), "invalid_choice": _("请从列出的选项中选择。")},
    forms.MultipleChoiceField: {"required": _("请选择。"), "invalid_choice": _("请从列出的选项中选择。")},
    forms.BooleanField: {"required": _("请勾选。")},
    forms.FileField: {"required": _("请选择文件。")},
}
for field, words in FIELDS.items():
    field.default_error_messages = field.__dict__.get("default_error_messages", {}) | words  # type: ignore[attr-defined]

validators.MaxLengthValidator.message = _("最多 %(limit_value)d 个字，现有 %(show_value)d 个。")
validators.MinValueValidator.message = _("不能小于 %(limit_value)s。")
validators.MaxValueValidator.message = _("不能大于 %(limit_value)s。")
DECIMALS: dict[str, Any] = {
    "max_digits": _("最多 %(max)s 位数字。"),
    "max_decimal_places": _("小数最多 %(max)s 位。"),
    "max_whole_digits": _("小数点前最多 %(max)s 位。"),
}
validators.DecimalValidator.messages |= DECIMALS
