FROM debian:12
LABEL org.example.contact=web@example.com
