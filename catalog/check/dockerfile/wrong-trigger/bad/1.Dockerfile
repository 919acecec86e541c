FROM debian:12
ONBUILD FROM debian:11
# expect-above: CSN-DF-0076
