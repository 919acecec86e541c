FROM debian:12
RUN curl -fsSL https://example.com/key.asc | apt-key add -
# expect-above: CSN-DF-0126
