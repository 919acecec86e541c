bind_addr = "0.0.0.0"
server {
  enabled = true
}
