FROM debian:12
ENV PATH=.:$PATH
# expect-above: CSN-DF-0117
