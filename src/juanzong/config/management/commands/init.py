"""`juanzong init`: a new installation: keys, tables, the company and its first administrator."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from juanzong.kit import keyring, subject_keys
from juanzong.kit.errors import Refusal
from juanzong.organisation import actions, managers, tasks
from juanzong.organisation.viewer import system


class Command(BaseCommand):
    help = "新安装：生成密钥、建表、设立公司和第一位系统管理员 / new installation: keys, tables, company, first administrator"
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--company", default="", help="公司名称 / name of the company")
        parser.add_argument("--username", default="", help="管理员用户名 / user name of the administrator")
        parser.add_argument("--name", default="", help="管理员姓名 / the administrator's own name")
        parser.add_argument(
            "--password-file",
            default="",
            metavar="FILE",
            help="从文件读密码，- 为标准输入 / read the password from a file, - for stdin",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        try:
            subject_keys.ensure_keyring()
            self._refuse_second()
            given = self._asked(options)
            staff = actions.first_administrator(by=system(), **given)
            tasks.note_password_profile()
        except Refusal as refusal:
            said = " ".join(str(one) for one in getattr(refusal, "fields", {}).values())
            raise CommandError(f"{refusal} {said}".strip()) from refusal
        self.stdout.write(
            _("公司和系统管理员 %(name)s（%(username)s）已设立。") % {"name": staff.name, "username": staff.username}
        )
        self.stdout.write(
            _("密钥在 %(path)s。请立即把它另外备份，并与数据的备份分开保管：丢了它，谁也解不开客户的敏感信息。")
            % {"path": keyring.path()}
        )
        self.stdout.write(_("现在可以运行 juanzong serve，然后用浏览器登录。"))

    def _refuse_second(self) -> None:
        if managers.any_manager():
            raise CommandError(_("已有系统管理员，init 只能运行一次。忘记密码请运行：juanzong staff reset 用户名"))

    def _asked(self, options: dict[str, Any]) -> dict[str, str]:
        """What was given on the command line, the rest asked for on the terminal."""
        company = options["company"] or self._ask(_("公司名称："), "--company")
        username = options["username"] or self._ask(_("管理员用户名："), "--username")
        name = options["name"] or self._ask(_("管理员姓名："), "--name")
        return {
            "company": company,
            "username": username,
            "name": name,
            "password": self._password(options["password_file"]),
        }

    def _ask(self, question: str, option: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError(_("请用 %(option)s 给出，或在终端里运行。") % {"option": option})
        return input(question).strip()

    def _password(self, file: str) -> str:
        if file == "-":
            return sys.stdin.readline().rstrip("\r\n")
        if file:
            try:
                return Path(file).read_text("utf-8").rstrip("\r\n")
            except (OSError, UnicodeDecodeError) as error:
                raise CommandError(_("密码文件读不出来：%(error)s") % {"error": error}) from error
        if not sys.stdin.isatty():
            raise CommandError(_("请用 %(option)s 给出，或在终端里运行。") % {"option": "--password-file"})
        password = getpass.getpass(_("管理员密码："))
        if getpass.getpass(_("再输入一次：")) != password:
            raise CommandError(_("两次输入不一样，没有做任何改动。"))
        return password
