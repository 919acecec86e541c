FROM scratch AS base
COPY . /
