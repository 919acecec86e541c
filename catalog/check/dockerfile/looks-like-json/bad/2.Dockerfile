FROM debian:12
ENTRYPOINT ["app",]
# expect-above: CSN-DF-0123
