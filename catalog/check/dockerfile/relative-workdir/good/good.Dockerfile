FROM alpine:3.22 AS a
WORKDIR /app
FROM a
WORKDIR src
