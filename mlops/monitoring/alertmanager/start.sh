#!/bin/sh
# Starts Alertmanager with what the environment says; the same in its image and in `make up`.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
slack=${ALERT_SLACK_URL:-} mail=${ALERT_MAIL_TO:-} webhook=${ALERT_WEBHOOK_URL:-}
[ -n "$slack$mail$webhook" ] || {
    echo "set ALERT_MAIL_TO, ALERT_SLACK_URL or ALERT_WEBHOOK_URL, or alerts reach nobody" >&2
    exit 1
}
if [ -n "$mail" ]; then
    : "${ALERT_MAIL_FROM:?set ALERT_MAIL_FROM to the sender of mail}"
    : "${ALERT_SMTP_ADDRESS:?set ALERT_SMTP_ADDRESS to HOST:PORT of the server that takes mail}"
fi
: "${PROMETHEUS_PASSWORD_HASH:?set PROMETHEUS_PASSWORD_HASH to what Prometheus has}"
: "${PORT:?set PORT}"
case $PROMETHEUS_PASSWORD_HASH in
    *[!A-Za-z0-9_.\$/-]*)
        echo "PROMETHEUS_PASSWORD_HASH has a character that has no place in it" >&2
        exit 1
        ;;
esac
data=${DATA_DIR:-/alertmanager}

# Warnings go where people read, and to the webhook where there is nothing else.
if [ -z "$slack$mail" ]; then
    export DESK_WEBHOOK_URL="$webhook"
fi
if [ "${ALERT_SMTP_TLS:-on}" = off ]; then
    export ALERT_SMTP_PLAIN=yes
fi

umask 077
rm -rf "$data/config"
mkdir -p "$data/config" "$data/data"
awk -f "$here/configure.awk" "$here/alertmanager.yml" >"$data/config/alertmanager.yml"
printf %s "$slack" >"$data/config/slack_url"
printf %s "${ALERT_SMTP_PASSWORD:-}" >"$data/config/smtp_password"
# It lets every web page in a browser ask and silence (CORS: *), but none that has no password.
printf 'basic_auth_users: { candor: "%s" }\n' "$PROMETHEUS_PASSWORD_HASH" >"$data/config/web.yml"

# Older versions take files from where they run, newer ones from where the configuration is.
cd "$data/config"
# One of its kind: no gossip with others. It keeps ended silences, which are acknowledgements,
# for as long as Prometheus its series: `candor report` says how soon each came.
exec "${ALERTMANAGER:-alertmanager}" \
    --config.file="$data/config/alertmanager.yml" \
    --web.config.file="$data/config/web.yml" \
    --storage.path="$data/data" \
    --data.retention=2880h \
    --web.listen-address="${LISTEN:-0.0.0.0}:$PORT" \
    --cluster.listen-address= \
    --log.level=warn
