import { createHash } from 'node:crypto';
import type { Verdict } from './verdict.ts';

/** Keys and tokens that stand in public documentation: SHA-256 of their text in lower-case hex, and where. */
const known: ReadonlyMap<string, string> = new Map([
  [
    'b7d61096898ce748bf432e81d7bae9930a899eca056cc99063700f1d0bd92306',
    'a key of samples of Google',
  ],
  [
    'f3082ce9d69921448482bb130f0cacd9d773b6359435db8fffa5f1a4a194dcc2',
    'a key of samples of Google',
  ],
  [
    'f56e323494a6ffc2064e7a955908957d84f0755e5f975dabd64328d0359a8f7c',
    'a key of samples of Google',
  ],
  [
    '2037abcaffb2b77785da716cf7ccff4ff4d00c4ea930db0167b7d71f50af7eb4',
    'a key of samples of Google',
  ],
  [
    '3f370c9dd8225c63b5c77de1f785edc9712958f18bb612d5fa2e0ae33aeca682',
    'a key of samples of Google',
  ],
  [
    'e4a5542bb7fd7b67e943c71ad29c34b5972c9840597e7eda53e666f44d5da0b9',
    'a key of samples of Google',
  ],
  [
    'a19f89ab3555eac10c40741f6df79ecf0935998f15569f8db9d67bce0181fff6',
    'a key of samples of Google',
  ],
  [
    '0b476bdf9acf2123d547b5ae76f1e59884d8ec9553ee0c47e9f31fd4768f3f3c',
    'a key of samples of Google',
  ],
  [
    'eb540d2b6ee2a0a47c5779bc8a0141784c6b753840d4c6f4e2428a6e86e9e0b1',
    'a key of samples of Google',
  ],
  [
    '37f8f09bdf12c2f2eae4ead7273a62ddb0c23459cbf902892f282b57f7ed6619',
    'a key of samples of Google',
  ],
  [
    '8731261cb72d86267a32a532ebd3df429e2144e5e4ced7e13568bc9e6c8fb1b1',
    'a key of samples of Google',
  ],
  [
    '49f777db995e8260da7ca9ffdf0c08d66f0453e97ec967018baf2cdfe3b582d0',
    'a key of samples of Google',
  ],
  [
    '27a9a42931dff7eb2f8434e20a9bce976ea364e7bee49187f19d5cfeca9c7045',
    'a key of samples of Google',
  ],
  [
    'dc0fcf046c61640cbd1e8b999ada3262d722c2ca4bf42dceac999020ffdbb614',
    'a key of samples of Google',
  ],
  [
    '4c98242dcadc8b29005c6b4aad526552d5ea1842149154c0694adeec75847583',
    'a key of samples of Google',
  ],
  [
    'ea9bb1082cf95663f5faca23b8b15ef2aa0fce0a5c6df9c32dcb85b2e0a4513d',
    'a key of samples of Google',
  ],
  [
    '3a8b61d0f636b007840c0d40ba12bcf48465dc054cdc1a68704a33521d84b665',
    'a key of samples of Google',
  ],
  [
    'a6c814bc555ae62c7bd8b58ec07bf559c7ed3a009976a1e0acc9cef0d4473b41',
    'a key of samples of Google',
  ],
  [
    '2f21fd9c81678e396751af8b2472e2bd209ff5ce38da144052fb6c024485982f',
    'a search key of public documentation',
  ],
  [
    'f7026ba153dc0b7d0823c3dfd000864ac47723672d2dee20b49f8690937150c9',
    'a key of Chromium in Debian',
  ],
  [
    'a08a9794875fb47d3aad6a29d07d08f39aedef1b347fd8afb9a86c2136b0c7f1',
    'a key of Chromium in Debian',
  ],
  [
    '0932b11171039a7c5d117f141f4e2f575d3e978692fd16457ea0538dc158e65c',
    'a key of Chromium in Debian',
  ],
  [
    '9d3ee5aba8757cb25bb0b4dc966465d01c26b2b69d00062616425ff955bd856b',
    'an example of the documentation of Docker',
  ],
  [
    '08136314cc06d4f2e8e9bf82cb999595f0a3ef7f9ffc0e2960cf849e1f5c09d2',
    'an example of the manual of systemd',
  ],
  ['ca7459e2b26776de081b9a07e40227fd6cff232a1e3233ff6b6aa6d036ca9981', 'an example of RFC 6749'],
  ['584b27d64ebc1b3341f7fc9a9c3f1a54422e9a1ca3079fd5531d9f489219f8d0', 'an example of RFC 6749'],
  ['cf4d418ed3de92d71f767db5391d5a2dacd40e1ce49e75d1137e2ecf4982d844', 'an example of RFC 7617'],
  ['73f71af093fdf1541b2c376f03436d71d1209d8a181f87d36e53a44b87ac4c4f', 'an example of RFC 7617'],
  ['e4da07ad200089ce7f40110f02910677ae48b4134c1df10b4350062fcb9a32b3', 'an example'],
  ['bdfeaef44475711c3abaf41d3ddd35322152714fb6709850571bad470033c478', 'an example'],
  ['0e9d220616f08345a714ee57d8516310770588484b5239844635f952965e34a6', 'an example'],
  ['06657090c261dd84c800bd5a95e3851d45a448cf397ca0d612bd5a2af742f760', 'a test of CherryPy'],
]);

/** What is said of a text that everyone can read in documentation; `undefined` for all others. */
export function proveKnownSecret(secret: string): Verdict | undefined {
  if (secret.length < 12 || secret.length > 200) return undefined;
  const name = known.get(createHash('sha256').update(secret).digest('hex'));
  if (name === undefined) return undefined;
  return {
    proof: 'well-known',
    severity: 'low',
    details: { known: name },
    reasons: [`known to everyone: ${name}`],
  };
}
