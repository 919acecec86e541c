import { createPrivateKey, X509Certificate } from 'node:crypto';

/** What is asked of a certificate of a Secret. Times are milliseconds since 1970. */
export interface CertificateFacts {
  /** `CN=shop.example.com`, or the serial number where there is no subject. */
  readonly subject: string;
  readonly from: number;
  readonly until: number;
  /** `rsa`, `ec`, `ed25519` …; empty when it cannot be read. */
  readonly keyType: string;
  /** Bits of an RSA or DSA key; absent for others. */
  readonly keyBits?: number;
  /** DNS names and addresses of the extension subjectAltName. */
  readonly names: readonly string[];
  readonly isAuthority: boolean;
}

const maxBytes = 256 * 1024;

/** The first certificate of a PEM text; `undefined` when there is none that can be read. */
export function readCertificate(pem: Uint8Array): CertificateFacts | undefined {
  const certificate = parse(pem);
  if (certificate === undefined) return undefined;
  const { publicKey } = certificate;
  const bits = publicKey.asymmetricKeyDetails?.modulusLength;
  return {
    subject: certificate.subject?.replaceAll('\n', ', ') || certificate.serialNumber,
    from: certificate.validFromDate.getTime(),
    until: certificate.validToDate.getTime(),
    keyType: publicKey.asymmetricKeyType ?? '',
    ...(bits !== undefined && { keyBits: bits }),
    names: alternativeNames(certificate.subjectAltName ?? ''),
    isAuthority: certificate.ca,
  };
}

/** Whether a private key belongs to the first certificate; `undefined` when one of them cannot be read. */
export function isKeyOf(pem: Uint8Array, key: Uint8Array): boolean | undefined {
  const certificate = parse(pem);
  if (certificate === undefined || key.length > maxBytes) return undefined;
  try {
    return certificate.checkPrivateKey(createPrivateKey(Buffer.from(key)));
  } catch {
    return undefined; // encrypted, or no key: what is wrong with it is asked elsewhere
  }
}

/** Whether a name of a certificate stands for a host: the same, or `*` in place of its first label (RFC 6125, section 6.4.3). */
export function coversHost(name: string, host: string): boolean {
  const [one, other] = [name.toLowerCase(), host.toLowerCase()];
  if (one === other) return true;
  return (
    one.startsWith('*.') &&
    other.indexOf('.') > 0 &&
    other.slice(other.indexOf('.')) === one.slice(1)
  );
}

function parse(pem: Uint8Array): X509Certificate | undefined {
  if (pem.length > maxBytes) return undefined;
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined; // no certificate: the caller tells of it
  }
}

/** `DNS:a.example, IP Address:192.0.2.1` as names. */
function alternativeNames(text: string): readonly string[] {
  return text
    .split(', ')
    .map((part) => part.replace(/^(?:DNS|IP Address):/, '').replaceAll('"', ''))
    .filter((part) => part !== '');
}
