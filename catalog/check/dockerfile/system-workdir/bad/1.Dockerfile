FROM debian:12
WORKDIR /proc/self
# expect-above: CSN-DF-0105
