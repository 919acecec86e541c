FROM debian:12
RUN useradd -u 12345 app
