"""Run every check of `make lint` to its end, then say which hold."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def _checks() -> dict[str, list[str]]:
    checks = {
        "ruff": [str(BIN / "ruff"), "check", "."],
        "format": [str(BIN / "ruff"), "format", "--check", "."],
        "mypy": [str(BIN / "mypy")],
        "templates": [sys.executable, "-m", "tools.templates", "check"],
        "import order": [str(BIN / "lint-imports"), "--no-cache"],
    }
    messages = ROOT / "tools" / "messages.py"
    if messages.exists():
        checks["translations"] = [sys.executable, str(messages), "check"]
    return checks


def main() -> int:
    """0 when all hold."""
    # mypy loads the settings, which make a key: not in the developer's own folder.
    scratch = ROOT / "build" / "lint"
    env = os.environ | {"JUANZONG_DATA": str(scratch / "data"), "JUANZONG_KEYS": str(scratch / "keys")}
    broken = []
    for name, command in _checks().items():
        sys.stdout.write(f"== {name} ==\n")
        sys.stdout.flush()
        if subprocess.run(command, cwd=ROOT, env=env, check=False).returncode != 0:
            broken.append(name)
    sys.stdout.write(f"lint: {'broken: ' + ', '.join(broken) if broken else 'all checks hold'}\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
