/** `3.1` of `CVSS:3.1/AV:N/…`; `undefined` for vectors of CVSS 2, which do not say it. */
export function cvssVersionOf(vector: string | undefined): string | undefined {
  return /^CVSS:(\d\.\d)\//u.exec(vector ?? '')?.[1];
}
