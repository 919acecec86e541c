ARG TAG=3.22
FROM --platform=$BUILDPLATFORM alpine:${TAG}
