FROM debian:12
RUN cd /usr/src/app && make
# expect-above: CSN-DF-0044
