#!/bin/sh
# Writes requirements/*.txt anew from pyproject.toml: exact versions with hashes, no host.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$here"
uv=$(mlops/local/get_uv.sh python3 .candor/tools)

lock() {
    file=requirements/$1.txt
    shift
    "$uv" pip compile --quiet --universal --generate-hashes --no-header --no-annotate "$@" -o "$file" >/dev/null
}

# All groups of the main environment are resolved together; the smaller sets are parts of it.
lock dev pyproject.toml --group local --group storage --group time-stamps --group lambda --group training --group dev
lock serving pyproject.toml --constraints requirements/dev.txt
lock container pyproject.toml --group container --constraints requirements/dev.txt
lock operations pyproject.toml --group operations --group storage --group time-stamps --group training --constraints requirements/dev.txt
lock lambda pyproject.toml --group lambda --constraints requirements/dev.txt
lock tracking --group tracking
lock checks --group checks
