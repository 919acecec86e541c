FROM alpine:3.22
CMD exec nginx -g "daemon off;"
