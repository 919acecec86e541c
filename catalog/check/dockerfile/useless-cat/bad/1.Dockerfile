FROM debian:12
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN cat /etc/passwd | grep root
# expect-above: CSN-DF-0155
