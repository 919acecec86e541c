FROM debian:12 AS build
FROM alpine:3.20
COPY --from=build / /
# expect-above: CSN-DF-0097
