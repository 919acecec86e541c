ARG TAG=3.22
FROM alpine:${TAG}${SUFIX}
# expect-above: CSN-DF-0009
