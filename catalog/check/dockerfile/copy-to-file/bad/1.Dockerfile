FROM debian:12
COPY a.txt b.txt /app
# expect-above: CSN-DF-0059
