FROM debian:12
RUN echo "app ALL=(ALL) NOPASSWD:ALL" >> /etc/sudoers
# expect-above: CSN-DF-0139
