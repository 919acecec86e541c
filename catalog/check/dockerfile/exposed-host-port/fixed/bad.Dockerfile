FROM alpine:3.22
EXPOSE 8080 443/tcp
# expect-above: CSN-DF-0022
