FROM debian:12
RUN if [ -f /a ]; then rm /a; fi
