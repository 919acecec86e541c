FROM debian:12
ENV FLASK_DEBUG=1
# expect-above: CSN-DF-0116
