FROM debian:12
RUN source /etc/profile && make
# expect-above: CSN-DF-0159
