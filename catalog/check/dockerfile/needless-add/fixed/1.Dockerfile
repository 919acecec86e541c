FROM debian:12
COPY src /app/src
# expect-above: CSN-DF-0058
