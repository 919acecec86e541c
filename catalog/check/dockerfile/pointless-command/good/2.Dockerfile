FROM debian:12
RUN --mount=type=ssh ssh -T git@example.com
