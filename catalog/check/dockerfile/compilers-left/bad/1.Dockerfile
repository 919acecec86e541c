FROM debian:12
RUN apt-get install -y gcc make
# expect-above: CSN-DF-0134
