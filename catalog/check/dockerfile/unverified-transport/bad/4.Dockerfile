FROM debian:12
RUN git -c http.sslVerify=false clone https://example.com/a.git
# expect-above: CSN-DF-0112
