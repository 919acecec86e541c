FROM debian:12
RUN [ -f /a ] && echo a
