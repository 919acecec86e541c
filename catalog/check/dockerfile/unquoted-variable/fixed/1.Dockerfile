FROM debian:12
RUN name=$(cat /name) && rm -rf /data/"$name"
# expect-above: CSN-DF-0150
