FROM debian:12
RUN chmod 755 /app
