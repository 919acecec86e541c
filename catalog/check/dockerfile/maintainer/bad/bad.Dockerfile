FROM alpine:3.22
MAINTAINER Ada Lovelace <ada@example.org>
# expect-above: CSN-DF-0008
