FROM debian:12
ARG NPM_TOKEN
# expect-above: CSN-DF-0108
