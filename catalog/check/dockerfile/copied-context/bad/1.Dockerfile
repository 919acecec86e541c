FROM debian:12
COPY . .
# expect-above: CSN-DF-0131
