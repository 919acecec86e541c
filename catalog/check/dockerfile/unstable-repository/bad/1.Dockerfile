FROM alpine:3.20
RUN apk add --no-cache --repository=https://dl-cdn.alpinelinux.org/alpine/edge/testing a=1
# expect-above: CSN-DF-0128
