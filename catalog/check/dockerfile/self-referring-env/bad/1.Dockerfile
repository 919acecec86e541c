FROM debian:12
ENV BASE=/opt TOOLS=$BASE/tools
# expect-above: CSN-DF-0077
