FROM debian:12
ARG target_dir=/opt
RUN rm -rf "$target_dir/cache"
