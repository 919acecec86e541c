FROM debian:12
COPY id_rsa /root/.ssh/id_rsa
# expect-above: CSN-DF-0106
