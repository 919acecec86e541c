FROM debian:12
RUN git clone https://user:hunter2secret@example.com/a.git
# expect-above: CSN-DF-0135
