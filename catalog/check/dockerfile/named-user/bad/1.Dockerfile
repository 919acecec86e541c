FROM debian:12
USER app
# expect-above: CSN-DF-0096
