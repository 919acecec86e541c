FROM debian:12
COPY --from=biuld /app /app
# expect-above: CSN-DF-0060
