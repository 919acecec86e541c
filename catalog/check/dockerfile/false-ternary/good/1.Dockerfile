FROM debian:12
RUN if test -f /a; then rm /a; else touch /b; fi
