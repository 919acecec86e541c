FROM debian:12
RUN echo "deb [trusted=yes] https://example.com stable main" > /etc/apt/sources.list.d/x.list
# expect-above: CSN-DF-0113
