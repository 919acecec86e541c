FROM --platform=linux/arm64 arm64v8/alpine:3.22 AS arm64
FROM arm64v8/alpine:3.22
