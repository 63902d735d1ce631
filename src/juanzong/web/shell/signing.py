"""The sheet on which a person signs what a page shows: who they are, once more, and handwriting if they like.

A page puts `{% include "shell/ui/sign_fields.html" with form=... digest=... %}` into its own form, the digest being that
of the content it shows now; the act takes what `given` returns.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from juanzong.casework.rules import drawing as rules_drawing
from juanzong.organisation.actions.proving import prove
from juanzong.organisation.choices import Proof, ProofWay
from juanzong.organisation.reads.factors import proof_asked_of
from juanzong.organisation.viewer import Viewer
from juanzong.web.shell.origin import address_of

_LONGEST_DRAWING = 80_000


class ProofForm(forms.Form):
    """The password or code that this person is asked for, once more."""

    password = forms.CharField(label=_("登录密码"), max_length=200, required=False, strip=False)

    def __init__(self, data: Any = None, *, viewer: Viewer) -> None:
        super().__init__(data)
        self.viewer = viewer
        self.way = proof_asked_of(viewer)
        code = self.way == ProofWay.CODE
        entry = forms.TextInput if code else forms.PasswordInput
        self.fields["password"].label = _("手机验证码") if code else _("登录密码")
        self.fields["password"].widget = entry(
            attrs={"autocomplete": "one-time-code" if code else "current-password", "required": self.asks}
        )

    @property
    def asks(self) -> bool:
        """Whether the person has to show who they are; the invented people of the demo have nothing to show."""
        return self.way != ProofWay.DEMO

    def proof(self, request: HttpRequest) -> Proof:
        """That they are who they say. Invalid: the password or code is wrong. TooMany: it was wrong too often."""
        return prove(by=self.viewer, password=self.cleaned_data["password"], address=address_of(request))


class SignForm(ProofForm):
    """Also the content's hash as it was shown and strokes of handwriting."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    drawing = forms.CharField(max_length=_LONGEST_DRAWING, required=False, widget=forms.HiddenInput)

    def given(self, request: HttpRequest) -> dict[str, Any]:
        """What acts of signing take, once the form is valid: digest, proof, drawing.

        Call it before the act. Invalid: the drawing is none. Refusals as `proof`.
        """
        drawing = rules_drawing.read(self.cleaned_data["drawing"])
        return {"digest": self.cleaned_data["digest"], "proof": self.proof(request), "drawing": drawing}
