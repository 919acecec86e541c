FROM debian:12
RUN chmod 4755 /usr/bin/app
# expect-above: CSN-DF-0120
