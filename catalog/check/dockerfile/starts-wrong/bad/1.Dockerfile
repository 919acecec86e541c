LABEL a=b
# expect-above: CSN-DF-0094
FROM debian:12
