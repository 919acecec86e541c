FROM debian:12
ADD src /app/src
# expect-above: CSN-DF-0058
