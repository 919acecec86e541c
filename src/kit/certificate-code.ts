const codes =
  /^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(?:GET|VERIFY)|HOSTNAME_MISMATCH|INVALID_CA)/;

/** Whether a code of an error of Node's TLS says that the other end's certificate is not trusted. */
export function isCertificateCode(code: string): boolean {
  return codes.test(code);
}
