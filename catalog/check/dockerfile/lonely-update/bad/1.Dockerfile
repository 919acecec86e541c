FROM debian:12
RUN apt-get update
# expect-above: CSN-DF-0103
RUN apt-get install -y curl
