FROM debian:12
# expect-above: CSN-DF-0043
RUN make
