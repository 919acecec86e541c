FROM --platform=$BUILDPLATFORM golang:1.25 AS build
FROM alpine:3.22
