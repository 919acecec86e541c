FROM debian:12
RUN curl -fsSLo /etc/apt/keyrings/example.asc https://example.com/key.asc && echo "abc  /etc/apt/keyrings/example.asc" | sha256sum -c -
