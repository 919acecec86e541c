FROM debian:12
RUN cd /app && rm -rf build
