FROM debian:12
RUN V="$(cat /v)" && export V && make
