FROM debian:12
COPY --chmod=0666 a /app/a
# expect-above: CSN-DF-0119
