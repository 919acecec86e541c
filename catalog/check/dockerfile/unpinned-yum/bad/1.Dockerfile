FROM rockylinux:9
RUN yum install -y httpd && yum clean all
# expect-above: CSN-DF-0067
