FROM debian:12
WORKDIR /usr/src/app
RUN make
# expect-above: CSN-DF-0044
