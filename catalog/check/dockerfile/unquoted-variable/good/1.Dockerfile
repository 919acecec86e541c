FROM debian:12
RUN name=$(cat /name) && rm -rf "/data/$name"
