/** What a name says of its value. */
export type NameKind = 'password' | 'secret' | 'weak';

const passwordWords = new Set(
  'password passwd passwort pwd passphrase passw pass passcode mysqlpwd pgpassword userpass dbpass'.split(
    ' ',
  ),
);
const secretWords = new Set(
  'creds cred secret secrets token apikey authkey accesskey secretkey privatekey credential credentials authtoken accesstoken apitoken bearer'.split(
    ' ',
  ),
);
/** With `key` behind or before them they name a secret. */
const keyQualifiers = new Set(
  'api access secret private auth client app application account storage shared service deploy encryption encrypt signing sign master consumer admin license crypt crypto aes hmac jwt session webhook subscription integration write ingest'.split(
    ' ',
  ),
);
/** Names that end so, or hold these words, speak about a secret but do not hold it. */
const endings = new Set(
  'name names version type types path paths file files filename dir directory url uri urls endpoint host length len size count limit max min format field fields column label policy hint prompt expires expiry expire expiration ttl timeout age hash hashed hashes digest checksum fingerprint algorithm alg algo provider manager store ring ringpath board word words code codes press down up event events handler regex regexp pattern validator validation placeholder example enabled disabled required ref reference arn index id ids identifier primary foreign unique sort map list array set title text message msg error errors description desc help tooltip usage env var variable strength rules rule parser scanner stream position pos offset start end begin left right kind class bits prefix suffix header mode method scheme schema service services status state input output form dialog page screen view link button icon element selector widget template source target location scope scopes audience issuer json yaml xml encryption encrypted encoder encoding reset changed updated confirm confirmation factory generator spec agreement pair builder'.split(
    ' ',
  ),
);
const neverWords = new Set(
  'public keyboard keyword keywords monkey keyframes keyframe hotkey turkey donkey hockey jockey whiskey tokenizer tokenize tokenized author authors authority pubkey verifier vkey primary foreign shortcut keycode keymap bytecode csrf'.split(
    ' ',
  ),
);

/** Judges an identifier by its words: `publicKey`, `secret_name`, `keyboard` name no secret. */
export function kindOfName(name: string): NameKind | undefined {
  const words = wordsOf(name);
  const last = words.at(-1);
  if (last === undefined || words.length > 10) return undefined;
  if (words.some((word) => neverWords.has(word)) || endings.has(last)) return undefined;
  if (words.some((word) => passwordWords.has(word) || /passw(?:or)?d$/.test(word)))
    return 'password';
  if (words.some((word) => secretWords.has(word) || /(?:secret|token|apikey)s?$/.test(word)))
    return 'secret';
  if (!/(?:keys?|auth)$/.test(last)) return undefined;
  return words.some((word) => keyQualifiers.has(word)) ? 'secret' : 'weak';
}

/** Lower-case words of an identifier: at `_`, `-`, `.`, and where the case or kind of characters changes. */
function wordsOf(name: string): readonly string[] {
  return name
    .slice(0, 128)
    .replaceAll(/([a-z])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3 $2')
    .split(/[^A-Za-z]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}
