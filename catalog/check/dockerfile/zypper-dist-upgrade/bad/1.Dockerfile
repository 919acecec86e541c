FROM opensuse/leap:15.6
RUN zypper dup -y
# expect-above: CSN-DF-0069
