FROM alpine:3.22
EXPOSE 53/UDP 80/tcp
# expect-above: CSN-DF-0021
