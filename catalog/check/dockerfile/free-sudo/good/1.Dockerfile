FROM debian:12
RUN useradd -l app
