"""Make the virtual environment ready: `prepare.py run` for use, `prepare.py dev` for tests and checks.

Runs on whatever `python3` the machine has, so it is written for old Pythons too: its first task is to say
clearly what is missing. A stamp in the environment holds a hash of the lock, so a second run costs nothing.
"""

import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NAMES = ("python3.13", "python3.12", "python3.11", "python3.14")
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.environ.get("VENV", os.path.join(ROOT, ".venv"))
VENV_PYTHON = os.path.join(VENV, "bin", "python")
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}


def fail(message):
    sys.stderr.write("\n" + message.strip() + "\n\n")
    sys.exit(1)


def works(python):
    """Whether this program starts and is a Python of the right age; a shim may be there without one."""
    code = "import sys; sys.exit(sys.version_info < %r)" % (OLDEST,)
    with open(os.devnull, "w") as nowhere:
        try:
            return subprocess.call([python, "-c", code], stdout=nowhere, stderr=nowhere) == 0
        except OSError:
            return False


def find_python():
    """This Python when it is recent enough, else one that is on the PATH under its own name."""
    if sys.version_info >= OLDEST:
        return sys.executable
    for name in NAMES:
        path = shutil.which(name)
        if path and works(path):
            return path
    return fail(
        """
Juanzong needs Python 3.11 or later; %s is Python %d.%d.
Install a newer one (Debian 12, Ubuntu 24.04 and later bring it; on macOS: brew install python@3.12),
or name the one to use:  PYTHON=/path/to/python3.12 make run
"""
        % (sys.executable, sys.version_info[0], sys.version_info[1])
    )


def succeeds(*command):
    with open(os.devnull, "w") as nowhere:
        return subprocess.call(command, stdout=nowhere, stderr=nowhere) == 0


def make_venv(python):
    """Create the environment. Debian keeps `venv`'s seed in a package of its own, so there are three ways."""
    if os.path.exists(VENV_PYTHON) and works(VENV_PYTHON) and succeeds(VENV_PYTHON, "-m", "pip", "--version"):
        return
    if os.path.isdir(VENV):
        shutil.rmtree(VENV)
    if succeeds(python, "-c", "import venv, ensurepip"):
        subprocess.check_call([python, "-m", "venv", VENV])
    elif succeeds(python, "-m", "virtualenv", "--version"):
        subprocess.check_call([python, "-m", "virtualenv", "--quiet", VENV])
    elif shutil.which("uv"):
        subprocess.check_call(["uv", "venv", "--quiet", "--seed", "--python", python, VENV])
    else:
        fail(
            """
%s has no `venv` with `ensurepip`, which Debian and Ubuntu pack separately.
Install it:  sudo apt install python3-venv      or without root:  use a Python that has it, PYTHON=... make run
"""
            % python
        )


def stamp_of(kind):
    """A hash of everything the installation depends on."""
    digest = hashlib.sha256()
    for name in (LOCKS[kind], "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    digest.update(ROOT.encode())
    return digest.hexdigest()


def is_ready(kind):
    """Whether this kind, or dev, which holds more, was installed from the present lock."""
    if not os.path.exists(VENV_PYTHON):
        return False
    for each in {kind, "dev"}:
        try:
            with open(os.path.join(VENV, "ready-" + each)) as file:
                if file.read() == stamp_of(each):
                    return True
        except OSError:
            continue
    return False


def install(kind):
    """Install the lock, then the project itself from this folder without touching the network."""
    pip = [VENV_PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-input"]
    steps = (
        ["--retries", "5", "--require-hashes", "--no-deps", "--requirement", os.path.join(ROOT, LOCKS[kind])],
        ["--no-deps", "--no-build-isolation", "--no-index", "--editable", ROOT],
    )
    for step in steps:
        if subprocess.call(pip + step, cwd=ROOT) != 0:
            fail(
                """
The packages could not be installed (the reason is above).
Without access to a package index, give pip one:  PIP_INDEX_URL=... make run   or   PIP_FIND_LINKS=/folder/of/wheels make run
"""
            )


def main():
    kind = sys.argv[1] if len(sys.argv) > 1 else "run"
    if kind not in LOCKS:
        fail("usage: prepare.py run|dev")
    if is_ready(kind):
        return
    print("Preparing %s (once; Python packages from %s) ..." % (os.path.relpath(VENV, ROOT), LOCKS[kind]), flush=True)
    python = find_python()
    if python != sys.executable:
        print("python3 is too old; using %s" % python, flush=True)
    make_venv(python)
    install(kind)
    with open(os.path.join(VENV, "ready-" + kind), "w") as file:
        file.write(stamp_of(kind))


if __name__ == "__main__":
    main()
