/** Shapes of values that are no secrets, whatever their name: a reason for people, or `undefined`. */
export function harmlessShape(value: string): string | undefined {
  return shapes.find(([, shape]) => shape.test(value))?.[0];
}

/** Texts that stand for a value: templates, variables, and what documentation writes. */
export function isPlaceholder(value: string): boolean {
  return (
    templates.test(value) ||
    placeholderWords.test(value) ||
    passwordWords.test(value) ||
    variableName.test(value) ||
    isMasked(value)
  );
}

/** As `isPlaceholder`, but the word `password` may be meant. */
export function isStandIn(value: string): boolean {
  return (
    templates.test(value) ||
    placeholderWords.test(value) ||
    variableName.test(value) ||
    isMasked(value)
  );
}

/** Variables and templates that something else fills in. */
export function isTemplate(value: string): boolean {
  return templates.test(value);
}

const templates =
  /^(?:\$\w|\$\{|\$\(|%[A-Za-z_(]|@[\w.]+@|\{\{|\{%|<[\w\s./:-]{1,60}>?$|\[[\w\s.-]{1,60}\]?$|#\{|__\w+__$|ENC\[|ENC\(|vault:|!vault|\{cipher\}|\{[A-Za-z0-9+/=]{8,}\}$|AQICA|file:|env:|secretref|op:\/\/|ref\+|arn:aws|projects\/|@Microsoft\.KeyVault)|\$\{|\{\{|<%|%\(|#\{|\$\(|\{[a-z_]{1,30}\}/i;
/** The word itself in place of a password. */
const passwordWords =
  /^(?:my|the|some|db|user|root|admin|repo|proxy|test)?[-_ ]?(?:pass(?:word|wd|phrase)?|pwd|secret)\d{0,3}$/i;
const placeholderWords =
  /(?:^|[^a-z])(?:your|my|our|the|some|enter|insert|replace|change|put|type|fill|set|add|use)[ _.-]{0,2}(?:own|api|secret|pass|key|token|auth|access|client|here|this|me|it|super|strong|new|real|value|user|account|app|private|long|random|in)|example|placeholder|redacted|dummy|sample|changeme|change_me|change-me|changeit|todo|fixme|tbd|lorem|ipsum|foo(?:bar)?(?![a-z0-9])|foobar|fake|mock|nota?[-_ ]?(?:real|secret|used|set|needed)|undefined|^null$|^none$|^nil$|^true$|^false$|^yes$|^no$|^n\/a$|^default$|^unknown$|^optional$|^required$|^string$|^expected$|^int$|^bool$|^secret$|^token$|^test(?:ing|er)?[0-9]{0,4}$|goes[-_ ]?here|in[-_ ]here|removed|hidden|secret[-_ ]?key[-_ ]?here|abcdef(?![0-9a-f])|insert|<|>/i;
const shapes: readonly (readonly [string, RegExp])[] = [
  ['a UUID', /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i],
  ['a version or number', /^[vV]?\d+(?:\.\d+){0,4}(?:[-+.][\w.+-]{0,40})?$/],
  [
    'a package and its version',
    /^(?:[a-z][a-z\d]{1,30}[-_:]){1,6}v?\d{1,5}(?:\.\d{1,5}){1,3}(?:[-.][A-Za-z]{1,12})?$/,
  ],
  ['a fingerprint', /^(?:[0-9a-f]{2}:){7,63}[0-9a-f]{2}$/i],
  ['escaped prose', /^u[0-9a-f]{4}(?:[\\\s]|$)|(?:\\u[0-9a-f]{4}){3}/i],
  ['a tag of a field', /,omitempty$/],
  ['a date', /^\d{4}-\d{2}-\d{2}(?:[T ][\d:.,Z+-]{1,30})?$/],
  ['a digest', /^(?:sha(?:1|224|256|384|512)|md5)[-:=][A-Za-z0-9+/=_-]{16,}$/i],
  ['a path', /^(?:~?\.{0,2}\/|[A-Za-z]:[\\/]|[\w@.-]{1,80}\/[\w@./-]{0,400}$)/],
  ['an address', /^[a-z][a-z0-9+.-]{1,20}:\/\/[^@\s]{0,400}$/i],
  ['a mail address', /^[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}$/],
  ['a host or file name', /^[\w-]{1,63}(?:\.[A-Za-z][\w-]{0,62}){1,8}$/],
  [
    'a password hash',
    /^(?:\$(?:1|2[abxy]?|5|6|y|7|gy|argon2\w{1,2}|pbkdf2[\w-]{0,12}|scrypt|apr1|sha1)\$|\{(?:SSHA|SHA|CRYPT|BCRYPT|MD5|SMD5)|pbkdf2_|bcrypt\$|scrypt:|\*[0-9A-F]{40}$)/i,
  ],
  [
    'an expression',
    /^[A-Za-z_$][\w$]*(?:(?:\.|->|::|\?\.)[A-Za-z_$][\w$]*)+$|[()]|=>|\s(?:\|\||&&|\?)\s/,
  ],
  [
    'a key combination',
    /^(?:(?:ctrl|alt|shift|cmd|meta|super|mod|control|option|command)[+-])+\S{1,12}$/i,
  ],
  ['a colour', /^#[0-9a-f]{3,8}$/i],
  ['a public key', /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S+|AAAA[BCE]3N)/],
  ['a certificate', /^MII[BCDEFGHIJK][A-Za-z0-9+/=]{100,}$/],
  ['prose', /\S\s+\S+\s+\S/],
];

/** `DOCKER_PASSWORD`: the name of what belongs there. */
const variableName =
  /^[A-Z][A-Z0-9]{0,30}(?:_[A-Z0-9]{1,30}){0,6}_(?:PASSWORD|PASSWD|PASS|PWD|SECRET|TOKEN|KEY)$/;

function isMasked(value: string): boolean {
  return /^(.)\1*$/.test(value) || /[*•]{3}|\.{3}|[xX]{5}|-{4}|_{4}|#{4}|…/.test(value);
}
