#!/bin/sh
# What a job of a build server does: compile, test, pack, install what the site needs.
set -e
cp -r /src "$HOME/work"
cd "$HOME/work"
make -s -j2 check
make -s package
cd site
if ! command -v npm >/dev/null; then exit 0; fi
npm install --offline --no-audit --no-fund --loglevel=error >/dev/null
npm run --silent bundle
tar -czf "/tmp/site-$(date +%s).tar.gz" -C dist .
rm -rf "$HOME/work"
