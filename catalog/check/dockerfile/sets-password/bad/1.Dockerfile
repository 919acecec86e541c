FROM debian:12
RUN echo "root:toor" | chpasswd
# expect-above: CSN-DF-0138
