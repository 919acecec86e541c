import type { DigestAlgorithm, OwnershipObservation } from '#model/observation.ts';
import { type RpmHeader, rpmTags } from './header.ts';

/**
 * What an rpm header records of the content of its files, in the order of its names: `RPMTAG_FILEDIGESTS` in the algorithm of
 * `RPMTAG_FILEDIGESTALGO`, MD5 where that is absent (rpm tags, section File tags). Empty for configuration, ghosts, links, and
 * what the package tells rpm not to verify.
 */
export function fileDigestsOf(
  header: RpmHeader,
  count: number,
  maxEntries: number,
): OwnershipObservation['digests'] {
  const algorithm = algorithms.get(header.numbers(rpmTags.fileDigestAlgorithm)[0] ?? md5);
  const digests = header.strings(rpmTags.fileDigests, maxEntries);
  if (algorithm === undefined || count === 0 || digests.length !== count) return undefined;
  const flags = header.numbers(rpmTags.fileFlags);
  const verify = header.numbers(rpmTags.fileVerifyFlags);
  const modes = header.numbers(rpmTags.fileModes);
  const values = digests.map((digest, at) => {
    const isLeftAlone =
      ((flags[at] ?? 0) & changeable) !== 0 || ((verify[at] ?? verifyDigest) & verifyDigest) === 0;
    if (isLeftAlone || ((modes[at] ?? regular) & typeBits) !== regular) return '';
    return digest.length === lengths[algorithm] && isHex.test(digest) ? digest.toLowerCase() : '';
  });
  return { algorithm, values };
}

/** Numbers of OpenPGP (RFC 9580 section 9.5), which rpm took over. */
const algorithms: ReadonlyMap<number, DigestAlgorithm> = new Map([
  [1, 'md5'],
  [2, 'sha1'],
  [8, 'sha256'],
]);
const md5 = 1;
const lengths: Readonly<Record<DigestAlgorithm, number>> = { md5: 32, sha1: 40, sha256: 64 };
const isHex = /^[0-9a-fA-F]+$/;
/** `RPMFILE_CONFIG` and `RPMFILE_GHOST`. */
const changeable = 0x01 | 0x40;
/** `RPMVERIFY_FILEDIGEST`. */
const verifyDigest = 1;
const typeBits = 0o170_000;
const regular = 0o100_000;
