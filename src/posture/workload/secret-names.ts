const secretWord =
  /pass(?:word|wd|phrase)|(?:^|_)(?:pwd|pass)(?:_|$)|secret|token|api_?key|access_?key|private_?key|secret_?key|account_?key|storage_?key|encryption_?key|signing_?key|credential|bearer|jwt(?!_?(?:alg|iss|aud))/;
/** Names that speak of a secret without being one: where it lies, what it is called, how long it lasts. */
const about =
  /(?:_|^)(?:file|path|dir|name|names|url|uri|endpoint|host|port|user|username|ttl|expiry|expires|expiration|lifetime|age|length|size|type|enabled|disabled|required|header|algorithm|alg|issuer|audience|policy|store|provider|ref|arn|prefix|region|version|namespace|mount|timeout|interval|count|limit|limits|mode|format|min|max|hash|hashing|rounds|rotation|label|labels|key_id|id|ids|in|service|server|addr|address|generator|class|manager|backend|driver|engine|source|location|template|field|column|param|scope|scopes|validity|verify|strategy|plugin|seconds|minutes|days|hours|rate|budget|bucket)$/;
const publicThing =
  /public|csrf_?(?:header|cookie)|tokeniz|token_?(?:review|budget)|max_?token|tokens$|secretless|passthrough|passive|compass|bypass/;

/** Whether a variable or an option of this name holds a secret. */
export function isSecretName(name: string): boolean {
  if (name.length > 256) return false;
  const lower = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
  if (/^aws_access_key_id$/.test(lower)) return true;
  return secretWord.test(lower) && !about.test(lower) && !publicThing.test(lower);
}

const elsewhere =
  /^(?:\/|\.{1,2}\/|file:|https?:\/\/[^@]*$|vault:|ref\+|op:\/\/|arn:|gcp-?sm:|sm:\/\/|awssm:|projects\/|secretref:|bank-vaults)/i;
const noSecret =
  /^(?:true|false|yes|no|on|off|none|null|nil|undefined|disabled|enabled|\d{1,3}|\*+|x{3,}|-+)$/i;

/** Whether what is written may be the secret itself: no reference, no path, no placeholder, no switch. */
export function isLiteralSecret(value: string): boolean {
  const text = value.trim();
  if (text === '' || noSecret.test(text) || elsewhere.test(text)) return false;
  return !/^\$[({A-Z_]|^<[^>]*>$|^\{\{|^\[.*\]$|\$\(\w+\)|^%\w+%$/.test(text);
}

const known =
  /---BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY|(?:^|[^A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?:[^A-Z0-9]|$)|eyJhbGciO[\w-]{8}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{40}|glpat-[\w-]{20}|^[Bb]earer [\w.~+/-]{8}|xox[abprs]-[\w-]{10}|sk_live_\w{16}|AIza[\w-]{35}|SG\.[\w-]{16,32}\.[\w-]{16}/;
const login = /^[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,100}:[^\s@/]{3,100}@/i;

/** Whether a text is a secret by its form: a private key, a token of a known maker, an address with a password. */
export function looksSecret(value: string): boolean {
  const text = value.slice(0, 4096);
  if (known.test(text)) return true;
  const match = login.exec(text);
  return (
    match !== null && !/:(?:\$|<|\{\{|\*+@|x+@|%)/.test(match[0].slice(match[0].indexOf('://') + 3))
  );
}
