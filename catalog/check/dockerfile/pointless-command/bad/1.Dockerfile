FROM debian:12
RUN service nginx start
# expect-above: CSN-DF-0041
