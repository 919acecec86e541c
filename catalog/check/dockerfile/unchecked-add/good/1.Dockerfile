FROM debian:12
ADD --checksum=sha256:abababababababababababababababababababababababababababababababab https://example.com/app.tgz /opt/
