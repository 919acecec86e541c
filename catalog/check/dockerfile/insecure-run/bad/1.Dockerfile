# syntax=docker/dockerfile:1-labs
FROM debian:12
RUN --security=insecure make
# expect-above: CSN-DF-0121
