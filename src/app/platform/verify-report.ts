import { type VerifiedReport, verifySignedReport } from '#reporting/signed.ts';

export type { VerifiedReport } from '#reporting/signed.ts';

/** Whether a report is what the platform signed. Throws `input.malformed`, `integrity.signature-invalid`, `integrity.untrusted`. */
export function verifyReport(bytes: Uint8Array, trusted?: string): VerifiedReport {
  return verifySignedReport(bytes, trusted);
}
