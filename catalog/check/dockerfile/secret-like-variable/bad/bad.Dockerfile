FROM alpine:3.22
ARG SIGNING_KEY
# expect-above: CSN-DF-0016
ENV REGISTRY_AUTH=correct-horse
# expect-above: CSN-DF-0016
