FROM rockylinux:9
RUN dnf install -y --nogpgcheck httpd
# expect-above: CSN-DF-0113
