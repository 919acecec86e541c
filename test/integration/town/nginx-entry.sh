#!/bin/sh
# Runs what prepares the configuration, then becomes the server.
set -e
if [ "$1" = nginx ] && find /docker-entrypoint.d/ -mindepth 1 -maxdepth 1 -type f -print -quit | read -r _; then
  find /docker-entrypoint.d/ -follow -type f -name '*.sh' -print | sort -V | while read -r script; do
    if [ -x "$script" ]; then "$script"; fi
  done
fi
exec "$@"
