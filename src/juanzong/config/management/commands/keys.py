"""`juanzong keys status|rotate|rewrap|retire`: the master keys, turned while people work."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from juanzong.kit import keyring, subject_keys
from juanzong.kit.errors import Refusal
from juanzong.organisation.viewer import system
from juanzong.privacy import actions


class Command(BaseCommand):
    help = "主密钥：状态、更换、重新包裹、停用旧钥 / master keys: status, rotate, rewrap, retire old ones"

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        what.add_parser(
            "status", help="各版主密钥和仍由它包裹的客户密钥数 / versions and how many customer keys each wraps"
        )
        what.add_parser("rotate", help="启用新的主密钥，再重新包裹 / a new master key, then rewrap")
        what.add_parser("rewrap", help="把客户密钥移到现行主密钥之下 / move customer keys to the current master key")
        what.add_parser("retire", help="忘掉不再使用的旧主密钥 / forget master keys no longer in use")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        try:
            subject_keys.ensure_keyring()
            getattr(self, what)()
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def status(self) -> None:
        ring, wrapped = keyring.ring(), subject_keys.wrapped_by_version()
        self.stdout.write(_("密钥文件：%(path)s") % {"path": keyring.path()})
        for version in sorted(ring.masters):
            mark = _("现行") if version == ring.current else _("旧")
            self.stdout.write(
                _("第 %(version)s 版（%(mark)s），校验值 %(check)s，包裹 %(n)s 把客户密钥")
                % {"version": version, "mark": mark, "check": ring.check_value(version), "n": wrapped.get(version, 0)}
            )

    def rotate(self) -> None:
        version = actions.rotate_master_key(by=system())
        self.stdout.write(_("第 %(version)s 版主密钥已启用。") % {"version": version})
        self.rewrap()
        self.stdout.write(_("请重新备份密钥文件 %(path)s；旧备份解不开今后的数据。") % {"path": keyring.path()})

    def rewrap(self) -> None:
        moved = 0
        while count := subject_keys.rewrap_some():
            moved += count
        self.stdout.write(_("%(n)s 把客户密钥移到了现行主密钥之下。") % {"n": moved})

    def retire(self) -> None:
        gone = actions.forget_old_master_keys(by=system())
        if gone:
            self.stdout.write(_("已停用旧主密钥：%(versions)s。") % {"versions": ", ".join(map(str, gone))})
            self.stdout.write(_("请保留含旧主密钥的密钥备份，直到不再需要恢复那时的数据备份。"))
        else:
            self.stdout.write(_("没有可停用的旧主密钥。"))
