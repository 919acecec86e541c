FROM debian:12
ONBUILD COPY . /app
# expect-above: CSN-DF-0149
