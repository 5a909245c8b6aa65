#!/bin/sh
# Installs the MLflow server into an environment of its own (630 MB, beside .venv): the
# product neither waits for it nor shares a library with it. The second time does nothing.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$here"
venv=.venv-tracking
wanted=$(sha256sum requirements/tracking.txt | cut -c1-64)

if [ -f "$venv/candor-stamp" ] && [ "$(cat "$venv/candor-stamp")" = "$wanted" ] &&
    "$venv/bin/python" -c '' 2>/dev/null; then
    exit
fi
uv=$(mlops/local/get_uv.sh .venv/bin/python "$here/.candor/tools")
"$venv/bin/python" -c '' 2>/dev/null || rm -rf "$venv"
[ -d "$venv" ] || "$uv" venv --quiet --no-python-downloads --python .venv/bin/python "$venv"
"$uv" pip sync --quiet --python "$venv/bin/python" --require-hashes requirements/tracking.txt
echo "$wanted" >"$venv/candor-stamp"
