# base the base of all
FROM alpine:3.22 AS base
# something else
#
ARG version=1
