FROM debian:12
RUN apt-get install -y openssh-server
# expect-above: CSN-DF-0140
