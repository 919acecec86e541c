FROM debian:12 AS build
RUN apt-get install -y gcc
FROM debian:12
