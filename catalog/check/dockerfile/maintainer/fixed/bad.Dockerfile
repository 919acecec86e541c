FROM alpine:3.22
LABEL org.opencontainers.image.authors="Ada Lovelace <ada@example.org>"
# expect-above: CSN-DF-0008
