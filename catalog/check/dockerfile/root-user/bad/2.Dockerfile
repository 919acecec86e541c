FROM debian:12
USER 0:0
# expect-above: CSN-DF-0042
