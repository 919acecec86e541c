bind_addr = "0.0.0.0"
acl {
  enabled = true
}
