# syntax=docker/dockerfile:1
FROM debian:12
RUN <<EOF
set -e
# expect-above: CSN-DF-0124
apt-get update
apt-get install -y curl
EOF
