FROM debian:12
RUN sudo apt-get update \
# expect-above: CSN-DF-0040
  && sudo apt-get install -y curl
# expect-above: CSN-DF-0040
