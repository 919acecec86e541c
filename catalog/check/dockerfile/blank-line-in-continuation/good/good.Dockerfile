FROM alpine:3.22
RUN echo one && \
    # a comment is fine
    echo two
