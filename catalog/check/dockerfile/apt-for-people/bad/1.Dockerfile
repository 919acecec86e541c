FROM debian:12
RUN apt update \
# expect-above: CSN-DF-0063
  && apt install -y --no-install-recommends curl=7.88.1-10
# expect-above: CSN-DF-0063
