FROM debian:12
COPY app app
# expect-above: CSN-DF-0078
