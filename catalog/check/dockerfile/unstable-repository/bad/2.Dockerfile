FROM debian:12
RUN apt-get install -y -t sid curl
# expect-above: CSN-DF-0128
