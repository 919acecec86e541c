FROM alpine:3.22
EXPOSE 127.0.0.1:80:8080 443/tcp
# expect-above: CSN-DF-0022
