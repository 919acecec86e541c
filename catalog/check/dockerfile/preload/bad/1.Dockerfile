FROM debian:12
ENV LD_PRELOAD=/opt/lib/hook.so
# expect-above: CSN-DF-0118
