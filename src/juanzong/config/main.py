"""The `juanzong` command: every management command, with refusals as sentences instead of stack traces."""

from __future__ import annotations

import os
import sys

# Commands of the framework that make accounts or change data without an entry; here they do not exist (P00-1.6).
AROUND_THE_LEDGER = frozenset({"changepassword", "createsuperuser", "flush", "loaddata", "sqlflush", "testserver"})


def main() -> None:
    """Run `juanzong <command> ...`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "juanzong.config.settings")
    import django
    from django.core.management import execute_from_command_line
    from django.db import OperationalError
    from django.utils.translation import gettext as _

    from juanzong.kit.errors import Refusal

    if sys.argv[1:2] and sys.argv[1] in AROUND_THE_LEDGER:
        django.setup()
        sys.exit(
            _("juanzong：没有 %(command)s 命令，账号和数据的改动都要记入台账。可用：init、staff、restore。")
            % {"command": sys.argv[1]}
        )
    try:
        execute_from_command_line(["juanzong", *sys.argv[1:]])
    except Refusal as refusal:
        sys.exit(f"juanzong: {refusal}")
    except OperationalError as failure:
        sys.exit(
            _(
                "juanzong：数据库打不开或正忙（%(why)s）。没有改动数据。请核对 JUANZONG_DATA 或 JUANZONG_DATABASE；新安装请先运行 juanzong init。"
            )
            % {"why": failure}
        )
    except KeyboardInterrupt:
        sys.exit(130)
