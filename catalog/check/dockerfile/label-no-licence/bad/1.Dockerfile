FROM debian:12
LABEL licence="my own"
# expect-above: CSN-DF-0087
