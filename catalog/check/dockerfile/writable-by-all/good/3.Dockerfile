FROM debian:12
RUN chmod a+x /app/run
