#!/bin/sh
# Installs what the lock files name and builds the page; the second time does nothing.
# Each step leaves the hash of what it was made from, so that a warm start costs no time.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$here"
tools=.candor/tools
node_wanted="Node.js 20.19 or newer (of line 22: 22.12 or newer)" # as Vite says

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

# uv trusts certificates of its own; behind a proxy with others only the system's will do.
# Where the system has none (a slim container), or the user has chosen, nothing is changed.
trust_system_certificates() {
    [ -z "${UV_SYSTEM_CERTS+chosen}${UV_NATIVE_TLS+chosen}${SSL_CERT_FILE+chosen}" ] || return 0
    for store in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt \
        /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem; do
        if [ -s "$store" ]; then
            export UV_SYSTEM_CERTS=true
            return
        fi
    done
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
        stop "$node_wanted and npm are needed to build the page; install nodejs and npm."
    found=$(node --version)
    major=${found#v} minor=${found#v*.}
    major=${major%%.*} minor=${minor%%.*}
    case $major in
    20) [ "$minor" -ge 19 ] ;;
    22) [ "$minor" -ge 12 ] ;;
    *) [ "$major" -gt 22 ] ;;
    esac || stop "$node_wanted is needed to build the page; this is $found."
}

page_packages_are_installed() {
    is_made frontend/node_modules/.candor-stamp "$(hash_of frontend/package-lock.json)"
}

install_page_packages() {
    echo "Installing the page's packages …"
    npm ci --prefix frontend --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null
    hash_of frontend/package-lock.json >frontend/node_modules/.candor-stamp
}

hash_of_page() {
    # shellcheck disable=SC2046 # paths of this repository have no spaces
    hash_of $(find frontend -name node_modules -prune -o -name dist -prune -o \
        -name tests -prune -o -type f -print | LC_ALL=C sort)
}

page_is_built() {
    [ -f frontend/dist/shell.html ] && is_made frontend/node_modules/.candor-built "$(hash_of_page)"
}

build_page() {
    wanted=$(hash_of_page) # before the build: what is changed during it is built the next time
    echo "Building the page …"
    npm --prefix frontend run --silent build >.candor/build.log 2>&1 || {
        cat .candor/build.log >&2
        stop "the page could not be built; see above."
    }
    echo "$wanted" >frontend/node_modules/.candor-built
}

mkdir -p .candor || stop "this checkout cannot be written to; make it yours, or clone it again."
# Before the Python packages: a minute of installing must not end in "there is no node".
page_packages_are_installed && page_is_built || require_node
trust_system_certificates
install_python_packages
page_packages_are_installed || install_page_packages
page_is_built || build_page
