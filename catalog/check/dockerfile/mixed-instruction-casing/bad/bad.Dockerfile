FROM alpine:3.22
run echo # expect: CSN-DF-0004
CMD ["sh"]
