FROM debian:12
LABEL org.opencontainers.image.created="2026-01-31T12:00:00Z"
