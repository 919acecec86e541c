FROM debian:12
COPY app.tar.gz /opt/
# expect-above: CSN-DF-0050
RUN tar xzf /opt/app.tar.gz -C /opt
