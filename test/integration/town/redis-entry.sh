#!/bin/sh
# Gives the data directory to the server's user and becomes the server.
set -e
if [ "$(id -u)" = 0 ]; then
  find . \! -user redis -exec chown redis '{}' +
  exec setpriv --reuid=redis --regid=redis --clear-groups "$0" "$@"
fi
if [ "$(umask)" = '0022' ]; then umask 0077; fi
exec "$@"
