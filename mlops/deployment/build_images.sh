#!/bin/sh
# Builds every Dockerfile there is with the engine of this machine, each in its context: the
# repository's root, which .dockerignore narrows, or mlops/monitoring for what lies in it.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$here"
for file in $(git ls-files -- ':(glob)**/Dockerfile'); do
    case $file in
    mlops/monitoring/watcher/*) context=. ;;
    mlops/monitoring/*) context=mlops/monitoring ;;
    *) context=. ;;
    esac
    echo "Building $file …"
    docker build --file "$file" --build-arg "CANDOR_COMMIT=$(git rev-parse HEAD)" "$context"
done
