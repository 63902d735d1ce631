"""The product's own settings, in folders of their own that vanish with the test process.

Whatever JUANZONG_ variables the developer's shell holds are set aside first: tests never touch real data.
Only JUANZONG_TEST_DATABASE counts: the address of a PostgreSQL to test on (tests/databases.py makes one).
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_ours = os.environ.get("JUANZONG_TEST_DATABASE", "")
for _name in [name for name in os.environ if name.startswith("JUANZONG_") and not name.startswith("JUANZONG_TEST_")]:
    del os.environ[_name]

SCRATCH = Path(tempfile.mkdtemp(prefix="juanzong-test-"))
_owner = os.getpid()


def _remove() -> None:
    if os.getpid() == _owner:  # not in a forked child
        shutil.rmtree(SCRATCH, ignore_errors=True)


atexit.register(_remove)

os.environ["JUANZONG_DATA"] = str(SCRATCH / "data")
os.environ["JUANZONG_KEYS"] = str(SCRATCH / "keys")
(SCRATCH / "data").mkdir()
(SCRATCH / "keys").mkdir(mode=0o700)
if _ours:
    os.environ["JUANZONG_DATABASE"] = _ours

from juanzong.config.settings import *  # noqa: E402,F403  after the environment it reads
from juanzong.config.settings import DATABASES  # noqa: E402

_default = DATABASES["default"]
if _default["ENGINE"] == "juanzong.config.sqlite":
    DATABASE_FILE = Path(str(_default["NAME"])).name  # before the test runner gives it another name
    # A file, not memory: locks, threads and write-ahead logging behave as they do in use.
    _default["TEST"] = {"NAME": SCRATCH / "data" / "test.sqlite3"}
    _options = dict(_default["OPTIONS"])  # type: ignore[call-overload]
    # A power cut would lose nothing worth keeping; programs that tests start use the product's own settings.
    _options["init_command"] = _options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    _default["OPTIONS"] = _options
else:
    _default["CONN_MAX_AGE"] = None
    _default["CONN_HEALTH_CHECKS"] = False

STATIC_ROOT = SCRATCH / "static"
STATIC_ROOT.mkdir()
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
