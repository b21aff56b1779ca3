#!/bin/sh
# Makes .venv/ and installs the hash-pinned locks named as arguments (run, test, tools) into it.
# A lock whose SHA-256 is stamped in .venv/ is there already. Nothing is installed outside .venv/.
set -eu
cd "$(dirname "$0")/.."

digest() { "$1" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$2"; }

if [ ! -x .venv/bin/python ]; then
    for candidate in python3.11 python3.12 python3.13 python3.14 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$candidate
            break
        fi
    done
    [ -n "${python:-}" ] || { echo "Python 3.11 or newer is needed." >&2; exit 1; }
    rm -rf .venv
    if command -v uv >/dev/null 2>&1; then
        uv venv --quiet --python "$(command -v "$python")" .venv
    else
        "$python" -m venv .venv || {
            echo "The venv module is missing (on Debian and Ubuntu: the package python3-venv)." >&2
            exit 1
        }
    fi
    # Lets .venv/bin/pytest and .venv/bin/celery find the project whatever starts them.
    .venv/bin/python -c 'import os, sysconfig; open(os.path.join(sysconfig.get_path("purelib"), "fund.pth"), "w").write(os.getcwd() + "\n")'
fi

for lock in "$@"; do
    file=requirements/$lock.txt
    stamp=.venv/$lock.stamp
    wanted=$(digest .venv/bin/python "$file")
    [ "$(cat "$stamp" 2>/dev/null || true)" = "$wanted" ] && continue
    echo "Installing $file ..." >&2
    if command -v uv >/dev/null 2>&1; then
        # Tests start hundreds of commands; who starts the service waits for its first page.
        compile=--compile-bytecode
        if [ "$lock" = run ]; then compile=--no-compile-bytecode; fi
        uv pip install --quiet "$compile" --python .venv/bin/python --require-hashes -r "$file"
    else
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$file"
    fi
    echo "$wanted" >"$stamp"
done
