FROM debian:12
LABEL org.opencontainers.image.created="yesterday"
# expect-above: CSN-DF-0086
