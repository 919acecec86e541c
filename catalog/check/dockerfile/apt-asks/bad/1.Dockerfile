FROM debian:12
RUN apt-get update && apt-get install --no-install-recommends curl
# expect-above: CSN-DF-0053
