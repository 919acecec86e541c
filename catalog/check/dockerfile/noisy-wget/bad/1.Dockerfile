FROM debian:12
RUN wget https://example.com/app.tgz
# expect-above: CSN-DF-0080
