FROM debian:latest
# expect-above: CSN-DF-0046
