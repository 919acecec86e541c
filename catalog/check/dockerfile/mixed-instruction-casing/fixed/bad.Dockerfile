FROM alpine:3.22
RUN echo # expect: CSN-DF-0004
CMD ["sh"]
