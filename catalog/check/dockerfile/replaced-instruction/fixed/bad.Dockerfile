FROM alpine:3.22
# expect-above: CSN-DF-0012
# expect-above: CSN-DF-0012
HEALTHCHECK NONE
CMD ["c"]
