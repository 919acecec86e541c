FROM debian:12
RUN if [[ -f /a ]]; then rm /a; fi
# expect-above: CSN-DF-0159
