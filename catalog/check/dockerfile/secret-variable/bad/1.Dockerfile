FROM debian:12
ENV DB_PASSWORD=hunter2secret
# expect-above: CSN-DF-0108
