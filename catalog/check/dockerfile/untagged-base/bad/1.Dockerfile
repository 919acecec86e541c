FROM debian
# expect-above: CSN-DF-0045
