FROM alpine:3.22
ENTRYPOINT ["a"]
# expect-above: CSN-DF-0024
ENTRYPOINT ["b"]
