FROM debian:12
HEALTHCHECK CMD curl -f http://localhost/
# expect-above: CSN-DF-0109
