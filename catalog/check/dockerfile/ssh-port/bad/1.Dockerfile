FROM debian:12
EXPOSE 22
# expect-above: CSN-DF-0102
