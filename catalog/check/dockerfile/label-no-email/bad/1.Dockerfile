FROM debian:12
LABEL contact=nobody
# expect-above: CSN-DF-0090
