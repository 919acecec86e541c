#!/bin/sh
# Builds the images of the benchmark below DIRECTORY, once: a Debian root file system, the same with a big node_modules on
# top, and one with Java, Python and Ruby packages; each as docker archive (plain tars) and as OCI layout with gzip and zstd.
# Needs root, mmdebstrap, npm, zstd and this machine's Debian sources.
set -eu
directory=${1:?usage: bench/images.sh DIRECTORY}
here=$(cd "$(dirname "$0")" && pwd -P)
mkdir -p "$directory"
cd "$directory"

# Only the release itself, without updates and security: an image as it was on the day of the point release.
sources=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null |
  awk 'BEGIN { RS = "" } /bookworm/ && !/security/ { gsub(/bookworm-updates/, ""); print; print "" }')
printf '%s\n' "$sources" >base.sources

[ -f deb.tar ] || mmdebstrap --variant=minbase --mode=root bookworm deb.tar base.sources >deb.log 2>&1
[ -f java.tar ] || mmdebstrap --variant=minbase --mode=root \
  --include=openjdk-17-jre-headless,ant,maven,libjackson2-databind-java,libspring-core-java,libtomcat9-java,jruby,python3-pip,python3-django,python3-requests,python3-jinja2,ruby-rails \
  bookworm java.tar base.sources >java.log 2>&1
if [ ! -f node.tar ]; then
  mkdir -p app
  cat >app/package.json <<'JSON'
{ "name": "shop", "version": "1.0.0", "dependencies": {
  "express": "4.17.1", "typescript": "7.0.2", "aws-sdk": "2.1000.0", "next": "12.0.0", "react": "17.0.2", "react-dom": "17.0.2",
  "webpack": "5.50.0", "jest": "27.0.0", "eslint": "7.30.0", "lodash": "4.17.15", "axios": "0.21.1", "minimist": "1.2.0" } }
JSON
  (cd app && npm install --ignore-scripts --no-audit --no-fund >../npm.log 2>&1)
  tar --transform 's,^\.,app,' -C app -cf node.tar .
fi
for image in "deb deb.tar" "node deb.tar node.tar" "java java.tar"; do
  # shellcheck disable=SC2086
  [ -d "$(echo "$image" | cut -d' ' -f1).oci-gzip" ] || python3 "$here/image.py" $image
done
