FROM debian:12
ARG REVISION
LABEL org.opencontainers.image.source="https://example.com/app" org.opencontainers.image.revision="$REVISION"
