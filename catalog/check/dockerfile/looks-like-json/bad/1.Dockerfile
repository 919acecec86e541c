FROM debian:12
CMD ['app']
# expect-above: CSN-DF-0123
