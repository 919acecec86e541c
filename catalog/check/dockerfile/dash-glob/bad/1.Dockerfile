FROM debian:12
RUN rm *.tmp
# expect-above: CSN-DF-0157
