#!/bin/sh
# Runs all tests on a fresh checkout: installs what is missing, builds, then unit and integration tests.
# Tests that need a program which cannot be installed here say so and are skipped.
set -eu
cd "$(dirname "$0")/../.."

if [ ! -x node_modules/.bin/node ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo "installing npm packages …" >&2
  npm ci --loglevel=error >&2
fi
PATH=$PWD/node_modules/.bin:$PATH
export PATH

# The real parts that the integration tests run against, from Debian.
packages="docker.io containerd runc docker-registry skopeo mmdebstrap umoci podman rpm ruby composer
  libmaven3-core-java default-jre-headless pacman-package-manager chromium apache2-utils fonts-dejavu-core
  iproute2 python3-packaging unzip strace git shellcheck etcd-server xz-utils openssl curl
  clang llvm libbpf-dev libelf-dev zlib1g-dev bpftool gcc libc6-dev make busybox-static nftables apparmor tcpdump iputils-ping python3
  nginx-light redis-server logrotate postgresql-15 postgresql-client-15 libstdc++6
  nats-server rsyslog rsyslog-gnutls kcat poppler-utils buildah"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  missing=""
  for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
  done
  if [ -n "$missing" ]; then
    echo "installing Debian packages:$missing …" >&2
    # A failed installation is not the end: the tests that need it will be skipped, visibly.
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } \
      >"${TMPDIR:-/tmp}/caisson-test-apt.log" 2>&1 || echo "some packages could not be installed" >&2
  fi
fi

node tools/build.ts
# The sensor comes built; where there is a compiler its own sources are tested.
if command -v clang >/dev/null 2>&1 && command -v bpftool >/dev/null 2>&1; then
  make -s -C native >"${TMPDIR:-/tmp}/caisson-test-native.log" 2>&1 || { cat "${TMPDIR:-/tmp}/caisson-test-native.log" >&2; exit 1; }
fi
exec vitest run "$@"
