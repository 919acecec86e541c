FROM golang:1.23
RUN go install example.com/tool@latest
# expect-above: CSN-DF-0095
