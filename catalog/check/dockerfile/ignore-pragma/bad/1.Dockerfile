# hadolint ignore=DL3006
# expect-above: CSN-DF-0101
FROM debian
