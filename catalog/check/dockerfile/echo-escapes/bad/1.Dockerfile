FROM debian:12
RUN echo "a\nb" > /x
# expect-above: CSN-DF-0156
