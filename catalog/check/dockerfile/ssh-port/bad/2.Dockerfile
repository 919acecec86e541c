FROM debian:12
EXPOSE 20-25/tcp
# expect-above: CSN-DF-0102
