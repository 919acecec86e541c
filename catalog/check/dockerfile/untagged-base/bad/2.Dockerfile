ARG BASE=debian
FROM $BASE
# expect-above: CSN-DF-0045
