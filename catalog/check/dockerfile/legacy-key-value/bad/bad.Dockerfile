FROM alpine:3.22
ENV GREETING hello world
# expect-above: CSN-DF-0013
LABEL tier front
# expect-above: CSN-DF-0013
ENV MIX it\'s "a b" c
# expect-above: CSN-DF-0013
