FROM debian:12
USER 1000
RUN make
USER root
# expect-above: CSN-DF-0141
