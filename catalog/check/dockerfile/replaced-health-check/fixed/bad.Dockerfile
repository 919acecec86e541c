FROM alpine:3.22
# expect-above: CSN-DF-0025
HEALTHCHECK NONE
