FROM debian:12
RUN chmod u+s /usr/bin/app
# expect-above: CSN-DF-0120
