# the base of all
FROM alpine:3.22 AS base
# expect-above: CSN-DF-0020
