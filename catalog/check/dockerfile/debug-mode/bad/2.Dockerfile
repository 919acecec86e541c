FROM debian:12
ENV NODE_OPTIONS="--inspect=0.0.0.0:9229"
# expect-above: CSN-DF-0116
