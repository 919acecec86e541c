FROM debian:12
RUN aws configure set aws_secret_access_key abcdef
# expect-above: CSN-DF-0135
