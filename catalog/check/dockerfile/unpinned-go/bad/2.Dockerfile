FROM golang:1.23
RUN go install example.com/tool
# expect-above: CSN-DF-0095
