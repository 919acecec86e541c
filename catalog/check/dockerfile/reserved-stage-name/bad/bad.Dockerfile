FROM alpine:3.22 AS scratch
# expect-above: CSN-DF-0006
FROM alpine:3.22 AS context
# expect-above: CSN-DF-0006
