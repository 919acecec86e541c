FROM debian:12
ENTRYPOINT /usr/bin/app --serve
# expect-above: CSN-DF-0125
