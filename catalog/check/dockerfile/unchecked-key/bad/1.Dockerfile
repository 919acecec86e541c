FROM debian:12
RUN curl -fsSLo /etc/apt/keyrings/example.asc https://example.com/key.asc
# expect-above: CSN-DF-0127
