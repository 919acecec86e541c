FROM debian:12
RUN apt-get install -y --allow-unauthenticated curl
# expect-above: CSN-DF-0113
