FROM debian:12
LABEL revision=main
# expect-above: CSN-DF-0088
