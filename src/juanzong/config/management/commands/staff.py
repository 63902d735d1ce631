"""`juanzong staff list|reset`: accounts from the server's own shell, for when nobody can sign in."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from juanzong.kit.errors import Refusal
from juanzong.organisation import actions, reads
from juanzong.organisation.viewer import system


class Command(BaseCommand):
    help = "员工账号：列出、重设密码 / accounts: list, reset a password"

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        what.add_parser("list", help="列出账号 / list the accounts")
        reset = what.add_parser(
            "reset", help="发一次性密码，本人登录后必须更改 / one-time password, to be changed at sign-in"
        )
        reset.add_argument("username")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "list":
            for one in reads.everybody(system()):
                state = _("可登录") if one.is_here else _("不可登录")
                self.stdout.write(f"{one.username}\t{one.name}\t{state}")
            return
        found = next((one for one in reads.everybody(system()) if one.username == options["username"]), None)
        if found is None:
            raise CommandError(_("没有用户名为“%(username)s”的员工。") % {"username": options["username"]})
        row = found
        try:
            new = actions.reset_password(by=system(), staff=row.id)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_("%(name)s 的一次性密码，只显示这一次：") % {"name": row.name})
        self.stdout.write(new.password)
        if not row.is_here:
            self.stdout.write(_("注意：此账号已停用或已离职，仍不能登录。"))
