"""The `juanzong` command: every management command, with refusals as sentences instead of stack traces."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run `juanzong <command> ...`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "juanzong.config.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError
    from django.utils.translation import gettext as _

    from juanzong.kit.errors import Refusal

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
