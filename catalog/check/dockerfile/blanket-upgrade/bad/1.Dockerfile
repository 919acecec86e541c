FROM debian:12
RUN apt-get update && apt-get upgrade -y
# expect-above: CSN-DF-0133
