FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN if [[ -f /a ]]; then rm /a; fi
