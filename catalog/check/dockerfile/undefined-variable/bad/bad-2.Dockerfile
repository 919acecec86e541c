FROM alpine:3.22
ARG APP_DIR=/app
WORKDIR $APP_DIRS
# expect-above: CSN-DF-0011
