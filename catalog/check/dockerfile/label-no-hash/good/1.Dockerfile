FROM debian:12
LABEL org.example.revision=4f8a2c1
