"""The `juanzong` command: every management command, with refusals as sentences instead of stack traces."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run `juanzong <command> ...`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "juanzong.config.settings")
    from django.core.management import execute_from_command_line

    from juanzong.kit.errors import Refusal

    try:
        execute_from_command_line(["juanzong", *sys.argv[1:]])
    except Refusal as refusal:
        sys.exit(f"juanzong: {refusal}")
    except KeyboardInterrupt:
        sys.exit(130)
