FROM debian:12
RUN ln -sf /bin/bash /bin/sh
# expect-above: CSN-DF-0099
