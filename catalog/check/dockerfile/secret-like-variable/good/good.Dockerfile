FROM alpine:3.22
ARG TOKEN_FILE=/run/secrets/token
ENV DB_PASSWORD= SSH_AUTH_SOCK=/tmp/agent PUBLIC_KEY=abc AUTH=false
ENV SECRET_VERSION=3
RUN --mount=type=secret,id=token cat /run/secrets/token
