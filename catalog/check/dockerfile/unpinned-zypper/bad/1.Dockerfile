FROM opensuse/leap:15.6
RUN zypper install -y httpd && zypper clean
# expect-above: CSN-DF-0071
