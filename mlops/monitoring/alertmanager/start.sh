#!/bin/sh
# Starts Alertmanager with what the environment says; the same in its image and `make monitoring`.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
: "${ALERT_WEBHOOK_URL:?set ALERT_WEBHOOK_URL to a Slack-compatible webhook, or alerts reach nobody}"
: "${PORT:?set PORT}"
data=${DATA_DIR:-/alertmanager}

umask 077
mkdir -p "$data/config" "$data/data"
cp "$here/alertmanager.yml" "$data/config/"
printf %s "$ALERT_WEBHOOK_URL" >"$data/config/webhook_url"

# Older versions take the address's file from where they run, newer ones from where the
# configuration is.
cd "$data/config"
# One of its kind: no gossip with others.
exec "${ALERTMANAGER:-alertmanager}" \
    --config.file="$data/config/alertmanager.yml" \
    --storage.path="$data/data" \
    --web.listen-address="${LISTEN:-0.0.0.0}:$PORT" \
    --cluster.listen-address= \
    --log.level=warn
