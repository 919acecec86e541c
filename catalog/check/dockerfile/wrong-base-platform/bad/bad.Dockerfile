FROM --platform=linux/amd64 arm64v8/alpine:3.22 AS amd64
# expect-above: CSN-DF-0014
