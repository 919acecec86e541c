FROM debian:12
RUN export V="$(cat /v)" && make
# expect-above: CSN-DF-0158
