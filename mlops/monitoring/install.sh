#!/bin/sh
# Installs Prometheus and Alertmanager from Debian's or Ubuntu's packages, so that `make up` has
# them; as root, because only root can. Debian's own services of both are not started.
set -eu

missing=
command -v prometheus >/dev/null || missing="$missing prometheus"
command -v alertmanager >/dev/null || command -v prometheus-alertmanager >/dev/null ||
    missing="$missing prometheus-alertmanager"
if [ -z "$missing" ]; then
    echo "Prometheus and Alertmanager are installed; \`make up\` starts them beside the product."
    exit 0
fi
if ! command -v apt-get >/dev/null; then
    echo "Install prometheus and alertmanager so that they are on PATH, from https://prometheus.io/download/." >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "Only root can install$missing: sudo make monitoring" >&2
    exit 1
fi

# While this file says no, installing a package starts nothing (Debian policy 9.3.3.1).
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod 755 $policy
    trap 'rm -f $policy' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086 # one word a package
apt-get install -y -qq --no-install-recommends $missing
echo "Installed$missing; \`make up\` starts them beside the product."
