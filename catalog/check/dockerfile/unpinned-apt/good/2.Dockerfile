FROM debian:12
RUN deps="curl=7.88.1-10"; apt-get install -y $deps
