FROM debian:12
RUN curl -fsSLo /etc/apt/keyrings/example.asc https://example.com/key.asc
