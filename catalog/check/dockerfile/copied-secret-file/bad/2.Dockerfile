FROM debian:12
COPY .npmrc .
# expect-above: CSN-DF-0106
