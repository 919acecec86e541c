FROM debian:12
VOLUME /proc
# expect-above: CSN-DF-0107
VOLUME ["/data", "/etc"]
# expect-above: CSN-DF-0107
