FROM debian:12
SHELL ["/bin/bash", "-c"]
ENTRYPOINT ["/usr/bin/app", "--serve"]
# expect-above: CSN-DF-0125
