FROM debian:12
RUN bash -c "$(wget -qO- https://example.com/install.sh)"
# expect-above: CSN-DF-0110
