FROM debian:12 AS build
COPY --from=build /app /app
# expect-above: CSN-DF-0061
