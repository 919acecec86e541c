FROM alpine:3.22
SHELL ["/bin/sh", "-ec"]
CMD start | tee /log
