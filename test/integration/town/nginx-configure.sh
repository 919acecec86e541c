#!/bin/sh
# Fills the template of the site from the environment.
set -e
temporary=$(mktemp)
sed "s/@API@/$API_HOST/; s/@RESOLVER@/$(awk '/^nameserver/ { print $2; exit }' /etc/resolv.conf)/" \
  /etc/nginx/templates/shop.conf.template >"$temporary"
cp "$temporary" /etc/nginx/conf.d/shop.conf
rm "$temporary"
mkdir -p /var/log/nginx /var/lib/nginx
