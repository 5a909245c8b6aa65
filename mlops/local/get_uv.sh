#!/bin/sh
# Prints the path of a uv: the one on PATH, or the one pinned in requirements/uv.txt,
# installed into a folder of this checkout. Needs a pip, and finds one in this order:
# python3's own, that of a virtual environment, Debian's (unpacked here, without root).
set -eu

python=$1
tools=$2
here=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)

if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then
    command -v uv
    exit
fi
uv="$tools/uv/bin/uv"
if [ -x "$uv" ] && [ "$tools/uv" -nt "$here/requirements/uv.txt" ]; then
    echo "$uv"
    exit
fi

echo "Getting uv, the installer of Python packages …" >&2
mkdir -p "$tools"
work=$(mktemp -d "$tools/get-uv.XXXXXX")
trap 'rm -rf "$work"' EXIT

# Sets pip_python and pip_path: how to call pip.
find_pip() {
    pip_python=$python
    pip_path=pip
    "$python" -m pip --version >/dev/null 2>&1 && return
    if "$python" -m venv "$work/venv" >/dev/null 2>&1; then
        pip_python="$work/venv/bin/python"
        return
    fi
    pip_path=$(debian_pip) && [ -n "$pip_path" ]
}

# Debian ships pip as a wheel, and a wheel of pip can be run as it is. Lists are fetched
# into a folder of ours where the system has none, so that no root is needed.
debian_pip() {
    command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 || return 1
    mkdir -p "$work/deb" "$work/lists/partial" "$work/cache/archives/partial"
    cd "$work/deb"
    if ! apt-get download python3-pip-whl >"$work/apt.log" 2>&1; then
        set -- -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" \
            -o Debug::NoLocking=1 -o APT::Sandbox::User="$(id -un)"
        apt-get "$@" update >>"$work/apt.log" 2>&1 || return 1
        apt-get "$@" download python3-pip-whl >>"$work/apt.log" 2>&1 || return 1
    fi
    dpkg-deb -x python3-pip-whl_*.deb "$work/unpacked" || return 1
    for wheel in "$work"/unpacked/usr/share/python-wheels/pip-*.whl; do
        echo "$wheel/pip"
        return
    done
}

if ! find_pip; then
    echo "There is no pip to install uv with: install one of uv, python3-pip or python3-venv." >&2
    exit 1
fi
set -- install --quiet --disable-pip-version-check --no-input --target "$work/uv" \
    --only-binary :all: --require-hashes -r "$here/requirements/uv.txt"
if [ "$pip_path" = pip ]; then
    "$pip_python" -m pip "$@" >&2
else
    "$pip_python" "$pip_path" "$@" >&2
fi
rm -rf "$tools/uv"
mv "$work/uv" "$tools/uv"
echo "$uv"
