FROM debian:12
RUN passwd -d root
# expect-above: CSN-DF-0138
