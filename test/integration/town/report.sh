#!/bin/sh
# The report of the hour: what a cron job would run.
set -e
target=$(mktemp /app/data/report-XXXXXX)
date -u >"$target"
ls /app | awk '{ print NR, $0 }' | sort -r | head -n 5 >>"$target"
gzip -f "$target"
find /app/data -name 'report-*' -mmin +1 -delete
