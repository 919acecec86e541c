FROM debian:12
RUN curl -fsSL https://example.com/a.tgz | tar xz
# expect-above: CSN-DF-0100
