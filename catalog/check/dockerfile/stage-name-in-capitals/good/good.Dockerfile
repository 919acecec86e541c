FROM alpine:3.22 AS builder-2
FROM scratch
COPY --from=builder-2 /app /app
