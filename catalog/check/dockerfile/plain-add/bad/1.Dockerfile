FROM debian:12
ADD http://example.com/app.tgz /opt/
# expect-above: CSN-DF-0130
