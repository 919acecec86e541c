client_addr = "0.0.0.0"
acl {
  enabled = true
  default_policy = "deny"
}
