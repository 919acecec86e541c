FROM debian:12
LABEL team=""
# expect-above: CSN-DF-0084
