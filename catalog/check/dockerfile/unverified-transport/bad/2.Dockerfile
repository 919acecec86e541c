FROM debian:12
RUN wget --no-check-certificate -q https://example.com/a
# expect-above: CSN-DF-0112
