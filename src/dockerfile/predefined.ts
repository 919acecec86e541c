import { parsePlatform } from './platform.ts';
import type { BuildInputs } from './resolved.ts';
import type { Variable } from './scope.ts';

/** Path that BuildKit gives to images whose configuration has none. */
export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Arguments that every build knows (BuildKit `platform.go`); their values are guesses unless the user gives a platform. */
export function predefinedArgs(
  { platform, buildArgs, target }: BuildInputs,
  lastStage: string | undefined,
): Map<string, Variable> {
  const known = platform !== undefined;
  const parts = platformParts(platform ?? 'linux/amd64');
  const values = new Map<string, Variable>();
  for (const [name, text] of parts) {
    values.set(`BUILD${name}`, { text, known: false });
    values.set(`TARGET${name}`, { text, known });
  }
  values.set('TARGETSTAGE', { text: target ?? lastStage ?? 'default', known: true });
  for (const name of values.keys()) {
    const given = buildArgs?.get(name);
    if (given !== undefined) values.set(name, { text: given, known: true });
  }
  return values;
}

function platformParts(text: string): readonly (readonly [string, string])[] {
  const parsed = parsePlatform(text);
  const { os, architecture, variant } =
    'platform' in parsed ? parsed.platform : { os: 'linux', architecture: 'amd64', variant: '' };
  return [
    ['PLATFORM', text],
    ['OS', os],
    ['OSVERSION', ''],
    ['ARCH', architecture],
    ['VARIANT', variant],
  ];
}

/** Arguments that RUN always has without ARG, in either casing. */
export const proxyArgs: ReadonlySet<string> = new Set(
  ['http_proxy', 'https_proxy', 'ftp_proxy', 'no_proxy', 'all_proxy'].flatMap((name) => [
    name,
    name.toUpperCase(),
  ]),
);
