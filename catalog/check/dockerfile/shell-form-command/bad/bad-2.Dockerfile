FROM alpine:3.22
ENTRYPOINT exec-me --port $PORT
# expect-above: CSN-DF-0007
