FROM rockylinux:9
RUN microdnf install -y httpd-2.4.57 && microdnf clean all
# expect-above: CSN-DF-0072
