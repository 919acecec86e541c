FROM debian:12
LABEL org.opencontainers.image.source="not-a-url"
# expect-above: CSN-DF-0085
