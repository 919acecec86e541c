FROM scratch
WORKDIR /app
# expect-above: CSN-DF-0010
