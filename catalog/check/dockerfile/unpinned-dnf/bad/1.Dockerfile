FROM rockylinux:9
RUN dnf install -y httpd && dnf clean all
# expect-above: CSN-DF-0074
