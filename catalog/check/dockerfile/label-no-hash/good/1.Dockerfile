FROM debian:12
LABEL revision=4f8a2c1
