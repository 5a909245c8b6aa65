#!/bin/sh
# Installs what the lock files name and builds the page; the second time does nothing.
# Each step leaves the hash of what it was made from, so that a warm start costs no time.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$here"
tools=.candor/tools
node_major_min=20

stop() {
    echo "Error: $1" >&2
    exit 1
}

hash_of() {
    cat -- "$@" | sha256sum | cut -c1-64
}

# True when the stamp says that this is what the step was last made from.
is_made() {
    [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]
}

find_python() {
    for name in python3 python3.13 python3.12 python3.11 python3.14; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

install_python_packages() {
    wanted=$(hash_of requirements/dev.txt pyproject.toml)
    if is_made .venv/candor-stamp "$wanted" && [ -x .venv/bin/candor ] &&
        .venv/bin/python -c '' 2>/dev/null; then
        return
    fi
    python=$(find_python) || stop "Python 3.11 or newer is needed; install python3."
    uv=$(mlops/local/get_uv.sh "$python" "$here/$tools") || exit 1
    echo "Installing Python packages …"
    .venv/bin/python -c '' 2>/dev/null || rm -rf .venv
    [ -d .venv ] || "$uv" venv --quiet --no-python-downloads --python "$python" .venv
    "$uv" pip sync --quiet --python .venv/bin/python --require-hashes requirements/dev.txt
    # After the sync, which removes whatever the lock file does not name.
    "$uv" pip install --quiet --python .venv/bin/python --no-deps \
        --no-build-isolation --editable .
    echo "$wanted" >.venv/candor-stamp
}

require_node() {
    command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 ||
        stop "Node.js $node_major_min or newer and npm are needed to build the page; install nodejs and npm."
    major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
    [ "$major" -ge "$node_major_min" ] ||
        stop "Node.js $node_major_min or newer is needed to build the page; this is $(node --version)."
}

install_page_packages() {
    wanted=$(hash_of frontend/package-lock.json)
    is_made frontend/node_modules/.candor-stamp "$wanted" && return
    require_node
    echo "Installing the page's packages …"
    npm ci --prefix frontend --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null
    echo "$wanted" >frontend/node_modules/.candor-stamp
}

build_page() {
    # shellcheck disable=SC2046 # paths of this repository have no spaces
    wanted=$(hash_of $(find frontend -name node_modules -prune -o -name dist -prune -o \
        -name tests -prune -o -type f -print | LC_ALL=C sort))
    is_made frontend/node_modules/.candor-built "$wanted" && [ -f frontend/dist/index.html ] && return
    require_node
    echo "Building the page …"
    npm --prefix frontend run --silent build >.candor/build.log 2>&1 || {
        cat .candor/build.log >&2
        stop "the page could not be built; see above."
    }
    echo "$wanted" >frontend/node_modules/.candor-built
}

mkdir -p .candor || stop "this checkout cannot be written to; make it yours, or clone it again."
install_python_packages
install_page_packages
build_page
