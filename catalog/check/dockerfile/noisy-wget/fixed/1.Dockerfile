FROM debian:12
RUN wget --progress=dot:giga https://example.com/app.tgz
# expect-above: CSN-DF-0080
