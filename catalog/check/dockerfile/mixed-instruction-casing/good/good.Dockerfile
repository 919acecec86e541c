from alpine:3.22
run echo
cmd ["sh"]
