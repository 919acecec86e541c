FROM debian:12
RUN cd /app; rm -rf build
# expect-above: CSN-DF-0153
