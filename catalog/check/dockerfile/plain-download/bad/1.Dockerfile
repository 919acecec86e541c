FROM debian:12
RUN curl -fsSLO http://example.com/app.tgz
# expect-above: CSN-DF-0111
