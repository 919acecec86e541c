FROM debian:12
EXPOSE 2375
# expect-above: CSN-DF-0132
