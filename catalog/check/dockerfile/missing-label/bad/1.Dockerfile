FROM debian:12
# expect-above: CSN-DF-0082
LABEL other=web
