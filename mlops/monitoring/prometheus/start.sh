#!/bin/sh
# Starts Prometheus with what the environment says; the same in its image and in `make monitoring`.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
: "${CANDOR_URL:?set CANDOR_URL to where the product is, like https://candor.example}"
: "${METRICS_TOKEN:?set METRICS_TOKEN to what the product has}"
: "${ALERTMANAGER_ADDRESS:?set ALERTMANAGER_ADDRESS to HOST:PORT}"
: "${PORT:?set PORT}"
data=${DATA_DIR:-/prometheus}
listen=${LISTEN:-0.0.0.0}:$PORT

case $CANDOR_URL in
    https://*) scheme=https ;;
    http://*) scheme=http ;;
    *) echo "CANDOR_URL begins with https:// or http://, not $CANDOR_URL" >&2; exit 1 ;;
esac
host=${CANDOR_URL#*://}
host=${host%%/*}

umask 077
config=$data/config
mkdir -p "$config/targets"
cp "$here/prometheus.yml" "$here/rules.yml" "$config/"
printf %s "$METRICS_TOKEN" >"$config/metrics_token"
printf '[{"targets":["%s"],"labels":{"__scheme__":"%s"}}]\n' "$host" "$scheme" \
    >"$config/targets/candor.json"
printf '[{"targets":["%s"]}]\n' "$ALERTMANAGER_ADDRESS" >"$config/targets/alertmanager.json"
printf '[{"targets":["127.0.0.1:%s"]}]\n' "$PORT" >"$config/targets/prometheus.json"

exec prometheus \
    --config.file="$config/prometheus.yml" \
    --storage.tsdb.path="$data/data" \
    --storage.tsdb.retention.size="${RETENTION_SIZE:-800MB}" \
    --web.listen-address="$listen" \
    --log.level=warn
