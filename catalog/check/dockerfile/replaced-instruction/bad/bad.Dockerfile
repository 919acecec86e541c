FROM alpine:3.22
CMD ["a"]
# expect-above: CSN-DF-0012
HEALTHCHECK CMD ["b"]
HEALTHCHECK NONE
CMD ["c"]
