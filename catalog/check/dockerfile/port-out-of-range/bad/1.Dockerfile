FROM debian:12
EXPOSE 80000
# expect-above: CSN-DF-0051
