FROM debian:12
RUN kill "$(cat /run/app.pid)"
