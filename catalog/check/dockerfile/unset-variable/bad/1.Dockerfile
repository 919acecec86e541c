FROM debian:12
RUN rm -rf "$target_dir/cache"
# expect-above: CSN-DF-0152
