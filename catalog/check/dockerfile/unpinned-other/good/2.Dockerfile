FROM rust:1.82
RUN cargo install ripgrep --locked --version 14.1.1
