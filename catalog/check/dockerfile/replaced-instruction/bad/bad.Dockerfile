FROM alpine:3.22
CMD ["a"]
# expect-above: CSN-DF-0012
HEALTHCHECK CMD ["b"]
# expect-above: CSN-DF-0012
HEALTHCHECK NONE
CMD ["c"]
