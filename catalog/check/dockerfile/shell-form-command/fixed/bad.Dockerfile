FROM alpine:3.22
CMD ["nginx", "-g", "daemon off;"]
# expect-above: CSN-DF-0007
