FROM alpine:3.22 AS a
COPY --from=7 /x /x
# expect-above: CSN-DF-0023
EXPOSE 70000
# expect-above: CSN-DF-0023
STOPSIGNAL SIGSTOPIT
# expect-above: CSN-DF-0023
WORKDIR ${dir:?name a directory}
# expect-above: CSN-DF-0023
RUN --mount=type=secret,from=a,id=x true
# expect-above: CSN-DF-0023
