FROM alpine:3.22 AS build
RUN make a

FROM alpine:3.22 AS BUILD
# expect-above: CSN-DF-0005
RUN make b
