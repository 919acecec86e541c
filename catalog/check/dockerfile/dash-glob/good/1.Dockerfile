FROM debian:12
RUN rm ./*.tmp
