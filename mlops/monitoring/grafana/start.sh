#!/bin/sh
# Writes down which commit runs, where Grafana serves files to everybody, and starts it.
set -eu

public=${GF_PATHS_HOME:-/usr/share/grafana}/public
if [ -n "${RENDER_GIT_COMMIT:-}" ]; then
    printf '{"commit": "%s"}\n' "$RENDER_GIT_COMMIT" >"$public/version.json"
else
    rm -f "$public/version.json"
fi
exec "${GRAFANA_RUN:-/run.sh}" "$@"
