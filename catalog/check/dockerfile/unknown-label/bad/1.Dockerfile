FROM debian:12
LABEL other=web
# expect-above: CSN-DF-0083
