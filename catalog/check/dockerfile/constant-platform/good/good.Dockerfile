FROM --platform=linux/amd64 alpine:3.22 AS build-amd64
FROM --platform=$BUILDPLATFORM golang:1.25 AS tools
