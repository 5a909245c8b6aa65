#!/bin/sh
# Installs the linters of configuration into an environment of their own, beside .venv:
# the product shares no library with them. The second time does nothing.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$here"
venv=.venv-checks
linters=mlops/deployment/linters
wanted=$(cat requirements/checks.txt "$linters"/* | sha256sum | cut -c1-64)

if [ -f "$venv/candor-stamp" ] && [ "$(cat "$venv/candor-stamp")" = "$wanted" ] &&
    "$venv/bin/python" -c '' 2>/dev/null; then
    exit
fi
echo "Installing the linters of configuration …"
uv=$(mlops/local/get_uv.sh .venv/bin/python "$here/.candor/tools")
"$venv/bin/python" -c '' 2>/dev/null || rm -rf "$venv"
[ -d "$venv" ] || "$uv" venv --quiet --no-python-downloads --python .venv/bin/python "$venv"
"$uv" pip sync --quiet --python "$venv/bin/python" --require-hashes requirements/checks.txt
rm -rf "$venv/linters"
cp -R "$linters" "$venv/linters"
npm ci --prefix "$venv/linters" --no-update-notifier --loglevel=error >/dev/null
echo "$wanted" >"$venv/candor-stamp"
