FROM debian:12
RUN --network=host make
# expect-above: CSN-DF-0122
