FROM debian:12
RUN apt-get -qq install curl
