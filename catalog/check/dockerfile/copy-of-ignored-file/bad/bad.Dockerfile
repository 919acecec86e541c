FROM scratch
COPY config/app.yaml /etc/
# expect-above: CSN-DF-0019
ADD ./notes.md /
# expect-above: CSN-DF-0019
