FROM debian:12
USER root
# expect-above: CSN-DF-0042
