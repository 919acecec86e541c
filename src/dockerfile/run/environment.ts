import type { Violation } from '#contract/check.ts';
import type { Pair } from '../tree.ts';
import { at, instructionsOf, type RuleFacts, subjectOf } from './rule-facts.ts';
import { resolveText, type StageFact } from './stage-facts.ts';

/** A variable that ENV, ARG or a script's `export` sets. */
export interface Variable {
  readonly kind: 'env' | 'arg';
  readonly name: string;
  /** Absent: an ARG without a default. */
  readonly value?: string;
  readonly known: boolean;
  readonly pair: Pair;
  readonly fact?: StageFact;
}

/** All variables of ENV and ARG, those before the first FROM included. */
export function variablesOf(facts: RuleFacts): readonly Variable[] {
  const globals = facts.file.globals.flatMap((instruction) =>
    instruction.kind !== 'arg'
      ? []
      : instruction.pairs.map((pair) => ({
          kind: 'arg' as const,
          name: pair.key.text,
          known: true,
          pair,
          ...(pair.value !== undefined && { value: unquoted(pair.value.text) }),
        })),
  );
  const own = instructionsOf(facts, 'env', 'arg').flatMap(({ instruction, outer, fact }) =>
    instruction.pairs.map((pair) => {
      const value =
        pair.value === undefined
          ? undefined
          : resolveText(facts.file, fact, { text: pair.value, index: outer.index });
      return {
        kind: instruction.kind === 'arg' ? ('arg' as const) : ('env' as const),
        name: pair.key.text,
        known: value?.complete ?? true,
        pair,
        fact,
        ...(value !== undefined && { value: value.text }),
      };
    }),
  );
  return [...globals, ...own];
}

/** Violations at variables that mean something dangerous. */
function atVariables(
  facts: RuleFacts,
  messageOf: (variable: Variable) => string | undefined,
): readonly Violation[] {
  return variablesOf(facts).flatMap((variable) => {
    const message = messageOf(variable);
    if (message === undefined) return [];
    const { fact, pair, name } = variable;
    return [
      at(facts, pair.span, { ...(fact !== undefined && subjectOf(fact)), message, identity: name }),
    ];
  });
}

const on = /^(1|true|yes|on|y|t)$/i;
const off = /^(0|false|no|off|n|f)$/i;

const unverified: readonly (readonly [string, RegExp])[] = [
  ['NODE_TLS_REJECT_UNAUTHORIZED', /^0$/],
  ['PYTHONHTTPSVERIFY', /^0$/],
  ['GIT_SSL_NO_VERIFY', on],
  ['npm_config_strict_ssl', off],
  ['NPM_CONFIG_STRICT_SSL', off],
  ['YARN_STRICT_SSL', off],
  ['YARN_ENABLE_STRICT_SSL', off],
  ['CURL_INSECURE', on],
  ['PERL_LWP_SSL_VERIFY_HOSTNAME', /^0$/],
  ['BUNDLE_SSL_VERIFY_MODE', /^0$/],
  ['CONDA_SSL_VERIFY', off],
  ['SSL_VERIFY', off],
  ['REQUESTS_VERIFY', off],
  ['AWS_NO_VERIFY_SSL', on],
  ['GOINSECURE', /./],
  ['GONOSUMDB', /^\*$/],
  ['GONOSUMCHECK', on],
  ['GOFLAGS', /-insecure/],
  ['GOSUMDB', /^off$/],
  ['HEX_UNSAFE_HTTPS', on],
  ['CARGO_HTTP_CHECK_REVOKE', off],
  ['UV_INSECURE_HOST', /./],
  ['PIP_TRUSTED_HOST', /./],
  ['DOTNET_SYSTEM_NET_HTTP_SOCKETSHTTPHANDLER_HTTP3SUPPORT', /^never$/],
];

/** A variable switches the verification of certificates or of modules off. */
export function tlsOff(facts: RuleFacts): readonly Violation[] {
  const rules = new Map(unverified);
  return atVariables(facts, ({ name, value = '' }) =>
    rules.get(name)?.test(value) === true
      ? `${name}=${value} switches verification off`
      : undefined,
  );
}

const debugging: readonly (readonly [string, RegExp])[] = [
  ['FLASK_DEBUG', on],
  ['FLASK_ENV', /^development$/i],
  ['DJANGO_DEBUG', on],
  ['DEBUG', /^(1|true|yes|on)$/i],
  ['APP_DEBUG', on],
  ['APP_ENV', /^(dev|development|local)$/i],
  ['RAILS_ENV', /^development$/i],
  ['RACK_ENV', /^development$/i],
  ['ASPNETCORE_ENVIRONMENT', /^development$/i],
  ['SYMFONY_DEBUG', on],
  ['WERKZEUG_DEBUG_PIN', /^off$/i],
  ['NODE_OPTIONS', /--inspect/],
  ['JAVA_TOOL_OPTIONS', /jdwp|-Xdebug|jmxremote\.authenticate=false/],
  ['JAVA_OPTS', /jdwp|-Xdebug|jmxremote\.authenticate=false/],
  ['_JAVA_OPTIONS', /jdwp|-Xdebug/],
  ['JPDA_ADDRESS', /./],
  ['GODEBUG', /http2debug|x509ignoreCN=0/],
  ['PHP_IDE_CONFIG', /./],
  ['XDEBUG_MODE', /debug/],
];

/** The image runs with a debugger or debugging pages on. */
export function debugMode(facts: RuleFacts): readonly Violation[] {
  const rules = new Map(debugging);
  return atVariables(facts, ({ name, value = '', kind, fact }) =>
    kind === 'env' && fact?.final === true && rules.get(name)?.test(value) === true
      ? `${name} switches debugging on`
      : undefined,
  );
}

const shared = /^(\/tmp|\/var\/tmp|\/dev\/shm|\/home\/[^/]+\/?|\/data|\/workspace)(\/|$)/;

/** PATH begins where anyone may write, or holds the working directory. */
export function writablePath(facts: RuleFacts): readonly Violation[] {
  return atVariables(facts, ({ name, value, kind }) => {
    if (name !== 'PATH' || kind !== 'env' || value === undefined) return undefined;
    const wrong = value
      .split(':')
      .find(
        (part) =>
          part === '' ||
          part === '.' ||
          (!/^[/$]/.test(part) && !/^[A-Za-z]:/.test(part)) ||
          /^(\/tmp|\/var\/tmp|\/dev\/shm)(\/|$)/.test(part),
      );
    if (wrong === undefined || /;/.test(value)) return undefined;
    return wrong === '' || wrong === '.'
      ? 'PATH holds the working directory'
      : `PATH holds "${wrong}"`;
  });
}

/** Every program of the image loads a library that the environment names. */
export function preload(facts: RuleFacts): readonly Violation[] {
  return atVariables(facts, ({ name, value = '', kind }) => {
    if (kind !== 'env' || value === '') return undefined;
    if (name === 'LD_PRELOAD' || name === 'LD_AUDIT')
      return `${name} loads "${value}" into every program`;
    const isPathList =
      /^(LD_LIBRARY_PATH|PYTHONPATH|NODE_PATH|PERL5LIB|RUBYLIB|GEM_PATH|CLASSPATH)$/.test(name);
    if (!isPathList) return undefined;
    const wrong = value
      .split(':')
      .find((part) => part === '.' || (shared.test(part) && !part.startsWith('/home')));
    return wrong === undefined ? undefined : `${name} holds "${wrong}"`;
  });
}

const secretNames = new Set(
  'AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AZURE_CLIENT_SECRET AZURE_CLIENT_ID ARM_CLIENT_SECRET GITHUB_TOKEN GH_TOKEN GITLAB_TOKEN GITHUB_AUTH GITHUB_API_TOKEN NPM_TOKEN NPM_AUTH_TOKEN DOCKER_AUTH_CONFIG DOCKER_PASSWORD OPENAI_API_KEY ANTHROPIC_API_KEY HF_TOKEN HUGGINGFACE_TOKEN HUGGING_FACE_HUB_TOKEN SLACK_TOKEN SLACK_BOT_TOKEN STRIPE_SECRET_KEY STRIPE_API_KEY TWILIO_AUTH_TOKEN SENDGRID_API_KEY MAILGUN_API_KEY HEROKU_API_KEY DATABASE_URL PGPASSWORD MYSQL_PASSWORD MYSQL_PWD MYSQL_ROOT_PASSWORD POSTGRES_PASSWORD REDIS_PASSWORD MONGO_PASSWORD MONGO_INITDB_ROOT_PASSWORD RABBITMQ_DEFAULT_PASS SSH_PRIVATE_KEY VAULT_TOKEN CONSUL_HTTP_TOKEN DIGITALOCEAN_TOKEN CLOUDFLARE_API_TOKEN CLOUDFLARE_API_KEY SENTRY_AUTH_TOKEN SONAR_TOKEN CODECOV_TOKEN CIRCLE_TOKEN TRAVIS_TOKEN PYPI_TOKEN TWINE_PASSWORD POETRY_PYPI_TOKEN_PYPI JWT_SECRET SECRET_KEY SECRET_KEY_BASE DJANGO_SECRET_KEY APP_KEY SERVICE_ACCOUNT_KEY FIREBASE_TOKEN TELEGRAM_BOT_TOKEN DISCORD_TOKEN USERNAME'.split(
    ' ',
  ),
);

/** Parts of names that hadolint's rule looks for. */
const secretPart =
  /(API_?KEY|CLIENT_?KEY|PASSWORD|PASSWD|PASSPHRASE|PRIVATE|SECRET|TOKEN|USERNAME|CREDENTIALS?$|ACCESS_?KEY|(?:^|_)(?:PASS|PSW|USR)(?:_|$))/;

/** Whether a variable is named like something secret. */
export function isSecretName(raw: string): boolean {
  const name = raw.toUpperCase().replace(/^(VITE|REACT_APP|NEXT_PUBLIC|NUXT_PUBLIC|GATSBY)_/, '');
  if (
    /(^|_)(FILE|PATH|DIR|URL|URI|HOST|PORT|NAME|ID|VERSION|TTL|LENGTH|SIZE|HEADER|ALGORITHM|ALG|TYPE|ISSUER|PUBLIC|EXPIRY|EXPIRES|EXPIRATION|TIMEOUT|LIFETIME|ENABLED|REQUIRED|POLICY|KEYRING|SOCK|SOCKET|METHOD|MODE|PROVIDER|SERVER|DOMAIN|REALM)$/.test(
      name,
    ) &&
    !secretNames.has(name)
  )
    return false;
  if (secretNames.has(name)) return true;
  if (/(^|_)PUBLIC(_|$)/.test(name)) return false;
  return secretPart.test(name);
}

/** A secret in ARG or ENV: it stays in the history or the configuration of the image. */
export function secretVariable(facts: RuleFacts): readonly Violation[] {
  return atVariables(facts, (variable) => {
    const { name, value, kind } = variable;
    if (!isSecretName(name)) return undefined;
    const isFile = secretFiles.has(name);
    if (isFile ? !isCopied(facts, variable) : isHarmless(variable)) return undefined;
    if (kind === 'env' && (value === undefined || value === '')) return undefined;
    return kind === 'arg'
      ? `build argument "${name}" stays in the history of the image`
      : `"${name}" stays in the configuration of the image`;
  });
}

/** Variables that say where a file with secrets lies. */
const secretFiles = new Set(['AWS_CONFIG_FILE', 'HF_TOKEN_PATH', 'GOOGLE_APPLICATION_CREDENTIALS']);

/** Whether what a path names comes in with a COPY of the same stage. */
function isCopied(facts: RuleFacts, { value, fact }: Variable): boolean {
  const path = relative(value ?? '');
  if (path === '') return false;
  return instructionsOf(facts, 'copy', 'add').some(({ instruction, fact: where }) => {
    const target = relative(instruction.destination?.text ?? '');
    if (fact !== undefined && where !== fact) return false;
    return target === '' || path === target || path.startsWith(`${target}/`);
  });
}

/** A path without quotes, `./`, and slashes at its ends. */
function relative(path: string): string {
  const bare = path.replace(/["']/g, '').replace(/^(?:\.\/+)+/, '');
  return bare
    .replace(/^\.$/, '')
    .replace(/^\/+/, '')
    .replace(/(?<!\/)\/+$/, '');
}

/** Values that are no secrets by themselves: empty ones, flags, paths of files that hold them. */
function isHarmless({ kind, value, name }: Variable): boolean {
  if (value === undefined) return false;
  if (kind === 'env' && value === '') return true;
  if (/^(true|false|yes|no|on|off|none|null)$/i.test(value)) return true;
  return (
    /^\/(?:(?:run|var\/run|etc|opt|root|home|secrets?|mnt|config)\/|[\w./-]*\.\w{2,5}$)/.test(
      value,
    ) && !/password|token/i.test(name.replace(/_FILE$/, ''))
  );
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, '$2');
}
