FROM debian:12
RUN chmod -R 777 /app
# expect-above: CSN-DF-0119
