FROM debian:12
LABEL contact=web@example.com
