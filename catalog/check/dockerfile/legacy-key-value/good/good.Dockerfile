FROM alpine:3.22
ENV GREETING="hello world" A=b
LABEL tier=front
