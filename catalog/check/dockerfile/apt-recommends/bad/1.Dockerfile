FROM debian:12
RUN apt-get update && apt-get install -y curl
# expect-above: CSN-DF-0054
