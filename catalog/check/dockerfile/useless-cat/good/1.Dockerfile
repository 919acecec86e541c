FROM debian:12
RUN grep root < /etc/passwd
