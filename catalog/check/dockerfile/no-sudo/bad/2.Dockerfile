FROM debian:12
RUN set -e; (sudo make install)
# expect-above: CSN-DF-0040
