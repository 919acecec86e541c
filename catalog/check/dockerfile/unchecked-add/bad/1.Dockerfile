FROM debian:12
ADD https://example.com/app.tgz /opt/
# expect-above: CSN-DF-0129
