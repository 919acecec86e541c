FROM alpine:3.22
ENTRYPOINT ["/app", "--port", "80"]
CMD ["serve"]
