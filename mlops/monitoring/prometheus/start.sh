#!/bin/sh
# Starts Prometheus with what the environment says; the same in its image and in `make up`.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
: "${CANDOR_URL:?set CANDOR_URL to where the product is, like https://candor.example}"
: "${METRICS_TOKEN:?set METRICS_TOKEN to what the product has}"
: "${ALERTMANAGER_ADDRESS:?set ALERTMANAGER_ADDRESS to HOST:PORT}"
: "${WATCHER_ADDRESS:?set WATCHER_ADDRESS to HOST:PORT}"
: "${PROMETHEUS_PASSWORD:?set PROMETHEUS_PASSWORD, what its readers send as the user candor}"
: "${PROMETHEUS_PASSWORD_HASH:?set PROMETHEUS_PASSWORD_HASH; \`candor monitoring password\` makes both}"
: "${PORT:?set PORT}"
data=${DATA_DIR:-/prometheus}

case $CANDOR_URL in
    https://*) scheme=https ;;
    http://*) scheme=http ;;
    *) echo "CANDOR_URL begins with https:// or http://, not $CANDOR_URL" >&2; exit 1 ;;
esac
host=${CANDOR_URL#*://}
host=${host%%/*}

# What goes into a file between others must not end it.
plain() {
    case $2 in
        *[!A-Za-z0-9_.\$/-]*) echo "$1 has a character that has no place in it" >&2; exit 1 ;;
    esac
}
plain CANDOR_ENV "${CANDOR_ENV:-development}"
plain SCRAPE_INTERVAL "${SCRAPE_INTERVAL:-60s}"
plain EVALUATION_INTERVAL "${EVALUATION_INTERVAL:-30s}"
plain PROMETHEUS_PASSWORD_HASH "$PROMETHEUS_PASSWORD_HASH"

umask 077
config=$data/config
rm -rf "$config"
mkdir -p "$config/targets"
cp -R "$here/rules" "$config/"
sed -e "s/scrape_interval: 60s/scrape_interval: ${SCRAPE_INTERVAL:-60s}/" \
    -e "s/evaluation_interval: 30s/evaluation_interval: ${EVALUATION_INTERVAL:-30s}/" \
    -e "s/environment: development/environment: ${CANDOR_ENV:-development}/" \
    "$here/prometheus.yml" >"$config/prometheus.yml"
printf %s "$METRICS_TOKEN" >"$config/metrics_token"
printf %s "$PROMETHEUS_PASSWORD" >"$config/web_password"
printf 'basic_auth_users: { candor: "%s" }\n' "$PROMETHEUS_PASSWORD_HASH" >"$config/web.yml"

# target JOB HOST:PORT [SCHEME]
target() {
    printf '[{"targets":["%s"],"labels":{"__scheme__":"%s"}}]\n' "$2" "${3:-http}" \
        >"$config/targets/$1.json"
}
target candor "$host" "$scheme"
target watcher "$WATCHER_ADDRESS"
target alertmanager "$ALERTMANAGER_ADDRESS"
target prometheus "127.0.0.1:$PORT"

exec prometheus \
    --config.file="$config/prometheus.yml" \
    --web.config.file="$config/web.yml" \
    --storage.tsdb.path="$data/data" \
    --storage.tsdb.retention.time="${RETENTION_TIME:-120d}" \
    --storage.tsdb.retention.size="${RETENTION_SIZE:-800MB}" \
    --web.listen-address="${LISTEN:-0.0.0.0}:$PORT" \
    --log.level=warn
