FROM scratch
ARG source
COPY $source /
ENV PATH=/app/bin:$PATH
