FROM debian:12
RUN wget -q http://example.com/a && echo "x  a" | sha256sum -c
