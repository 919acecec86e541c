FROM alpine:3.20
RUN apk add --no-cache curl
# expect-above: CSN-DF-0056
