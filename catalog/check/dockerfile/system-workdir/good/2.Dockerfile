FROM debian:12
WORKDIR /development
