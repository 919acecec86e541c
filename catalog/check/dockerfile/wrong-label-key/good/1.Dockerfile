FROM debian:12
LABEL org.example.team=web
