target "app" {
  context      = "."
  entitlements = ["network.host"] # expect: CSN-DF-0211
}
