FROM --platform=linux/amd64 alpine:3.22 AS build
# expect-above: CSN-DF-0018
