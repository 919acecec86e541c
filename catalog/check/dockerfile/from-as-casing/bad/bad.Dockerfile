FROM alpine:3.22 as build
# expect-above: CSN-DF-0002
RUN make
