FROM alpine:3.22
# expect-above: CSN-DF-0024
ENTRYPOINT ["b"]
