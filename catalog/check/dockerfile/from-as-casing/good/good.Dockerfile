FROM alpine:3.22 AS build
From alpine:3.22 as other
RUN make
