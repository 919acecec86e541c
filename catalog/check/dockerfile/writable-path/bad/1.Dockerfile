FROM debian:12
ENV PATH=/tmp/bin:$PATH
# expect-above: CSN-DF-0117
