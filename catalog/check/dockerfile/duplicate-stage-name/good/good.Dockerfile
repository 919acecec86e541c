FROM alpine:3.22 AS one
FROM alpine:3.22 AS two
