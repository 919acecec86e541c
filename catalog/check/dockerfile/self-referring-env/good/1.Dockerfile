FROM debian:12
ENV BASE=/opt
ENV TOOLS=$BASE/tools
