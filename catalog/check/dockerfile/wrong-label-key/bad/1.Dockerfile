FROM debian:12
LABEL +?not=valid
# expect-above: CSN-DF-0081
