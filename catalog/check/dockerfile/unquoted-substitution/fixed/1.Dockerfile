FROM debian:12
RUN kill "$(cat /run/app.pid)"
# expect-above: CSN-DF-0151
