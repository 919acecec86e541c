FROM debian:12
EXPOSE 9229
# expect-above: CSN-DF-0132
