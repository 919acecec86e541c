FROM scratch
COPY $source /
# expect-above: CSN-DF-0011
