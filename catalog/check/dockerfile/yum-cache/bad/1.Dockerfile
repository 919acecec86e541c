FROM rockylinux:9
RUN yum install -y httpd-2.4.57
# expect-above: CSN-DF-0066
