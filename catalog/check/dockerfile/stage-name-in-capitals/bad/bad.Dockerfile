FROM alpine:3.22 AS Builder
# expect-above: CSN-DF-0001
RUN make

FROM scratch
COPY --from=builder /app /app
