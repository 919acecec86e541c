FROM alpine:3.22 AS a
ENTRYPOINT ["a"]
FROM a
ENTRYPOINT ["b"]
CMD ["c"]
CMD ["d"]
