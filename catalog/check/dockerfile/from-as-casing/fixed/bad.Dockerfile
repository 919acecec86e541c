FROM alpine:3.22 AS build
# expect-above: CSN-DF-0002
RUN make
