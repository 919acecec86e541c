FROM debian:12
RUN target_dir=/opt; rm -rf "$target_dir/cache"
