FROM alpine:3.22
CMD --verbose
# expect-above: CSN-DF-0023
FORM x
# expect-above: CSN-DF-0023
