FROM debian:12
LABEL org.example.version=1.2.3
