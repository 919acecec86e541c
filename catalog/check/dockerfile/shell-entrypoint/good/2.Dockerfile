FROM debian:12
ENTRYPOINT exec /usr/bin/app $OPTIONS
