FROM debian:12
RUN test -f /a && rm /a || touch /b
# expect-above: CSN-DF-0154
