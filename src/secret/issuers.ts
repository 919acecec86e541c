/** How an issuer is asked whether a secret still works: one call that reads and changes nothing. */
export interface Issuer {
  /** Name for the person who allows it: `github`. */
  readonly name: string;
  /** Providers of the rules whose secrets it may be asked about. */
  readonly providers: readonly string[];
  /** Ids of rules must begin so; absent: all rules of its providers. */
  readonly rules?: RegExp;
  readonly request: (secret: string) => IssuerRequest;
  /** Some issuers answer 200 to everything; then the body tells. */
  readonly activeBody?: RegExp;
}

/** A request that is always a GET, or a POST without effect where the issuer offers nothing else. */
export interface IssuerRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The issuers that can be asked, from their own references. */
export const issuers: readonly Issuer[] = [
  {
    ...get('github', 'github.com', 'https://api.github.com/user', bearer),
    rules: /^github-(?!app-token)/,
  },
  {
    ...get('gitlab', 'gitlab.com', 'https://gitlab.com/api/v4/user', (secret) => ({
      'private-token': secret,
    })),
    rules: /pat/,
  },
  get('openai', 'openai.com', 'https://api.openai.com/v1/models', bearer),
  {
    ...get('anthropic', 'anthropic.com', 'https://api.anthropic.com/v1/models', (secret) => ({
      'x-api-key': secret,
      'anthropic-version': '2023-06-01',
    })),
    rules: /api-key/,
  },
  get('sendgrid', 'sendgrid.com', 'https://api.sendgrid.com/v3/scopes', bearer),
  get('digitalocean', 'digitalocean.com', 'https://api.digitalocean.com/v2/account', bearer),
  get('huggingface', 'huggingface.co', 'https://huggingface.co/api/whoami-v2', bearer),
  {
    ...get('stripe', 'stripe.com', 'https://api.stripe.com/v1/balance', bearer),
    rules: /secret|restricted/,
  },
  {
    ...get('datadog', 'datadoghq.com', 'https://api.datadoghq.com/api/v1/validate', (secret) => ({
      'dd-api-key': secret,
    })),
    rules: /api-key/,
  },
  get('heroku', 'heroku.com', 'https://api.heroku.com/account', (secret) => ({
    ...bearer(secret),
    accept: 'application/vnd.heroku+json; version=3',
  })),
  {
    name: 'slack',
    providers: ['slack.com'],
    rules: /token/,
    request: (secret) => ({
      method: 'POST',
      url: 'https://slack.com/api/auth.test',
      headers: bearer(secret),
    }),
    activeBody: /"ok":\s*true/,
  },
  {
    name: 'telegram',
    providers: ['telegram.org'],
    request: (secret) => ({
      method: 'GET',
      url: `https://api.telegram.org/bot${encodeURIComponent(secret)}/getMe`,
      headers: {},
    }),
  },
];

function get(
  name: string,
  provider: string,
  url: string,
  headers: (secret: string) => Readonly<Record<string, string>>,
): Issuer {
  return {
    name,
    providers: [provider],
    request: (secret) => ({ method: 'GET', url, headers: headers(secret) }),
  };
}

function bearer(secret: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${secret}` };
}
