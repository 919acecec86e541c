FROM alpine:3.22 AS builder
# expect-above: CSN-DF-0001
RUN make

FROM scratch
COPY --from=builder /app /app
