ARG TAG
FROM alpine:${TAG}
# expect-above: CSN-DF-0017
