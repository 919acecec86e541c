FROM golang:1.23
RUN go install ./cmd/tool
