FROM debian:12
RUN echo a
RUN echo b
# expect-above: CSN-DF-0092
