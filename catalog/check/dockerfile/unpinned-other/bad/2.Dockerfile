FROM rust:1.82
RUN cargo install ripgrep
# expect-above: CSN-DF-0148
