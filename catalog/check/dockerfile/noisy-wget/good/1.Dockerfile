FROM debian:12
RUN wget -q https://example.com/app.tgz
