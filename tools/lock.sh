#!/bin/sh
# Write requirements.lock and requirements-dev.lock: every package pinned with the hashes of its files for
# Python 3.11 and later on Linux and macOS. Neither file names a host. LOCK_FLAGS=--upgrade takes newer versions.
set -eu
cd "$(dirname "$0")/.."
uv="${UV:-.venv/bin/uv}"

lock() { # out-file, what it is for, more arguments
    out=$1 what=$2
    shift 2
    # The project itself is built by setuptools, from the lock like everything else.
    printf 'setuptools>=77\n' | "$uv" pip compile pyproject.toml - --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet ${LOCK_FLAGS:-} "$@" \
        --output-file "$out" >/dev/null
    { printf '# %s Written by `make lock`.\n' "$what"; cat "$out"; } >"$out.new"
    mv "$out.new" "$out"
    if grep -nE '://|--index|--find-links|--trusted-host' "$out"; then
        echo "$out names a host" >&2
        exit 1
    fi
}

lock requirements.lock "What Juanzong runs on."
lock requirements-dev.lock "What Juanzong runs on, and what tests and checks it." --extra dev --constraint requirements.lock
