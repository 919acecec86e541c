FROM alpine:3.20
RUN apk add --no-cache --allow-untrusted ./a.apk
# expect-above: CSN-DF-0113
