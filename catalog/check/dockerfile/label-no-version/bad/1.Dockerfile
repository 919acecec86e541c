FROM debian:12
LABEL version=one
# expect-above: CSN-DF-0089
