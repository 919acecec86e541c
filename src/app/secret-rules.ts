import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Screen } from '#secret/screen.ts';

const maxBytes = 16 * 2 ** 20;

/**
 * Secret rules, allow lists and baselines of other tools, joined; `undefined` for no files. Which tool a file belongs to is told by
 * its name, and for JSON by its content. Throws `usage.invalid-config` for a file that is none of them.
 */
export async function readSecretRules(paths: readonly string[]): Promise<Screen | undefined> {
  if (paths.length === 0) return undefined;
  const { joinScreens } = await import('#secret/screen.ts');
  const screens: Screen[] = [];
  for (const path of paths) screens.push(await readOne(path));
  return joinScreens(screens);
}

async function readOne(path: string): Promise<Screen> {
  const text = readFileSync(path, 'utf8');
  if (text.length > maxBytes) throw new CaissonError('limit.size', `${quote(path)} is too large`);
  try {
    const read = await readerFor(basename(path).toLowerCase(), text);
    return read(text, (other) => readFileSync(resolve(dirname(path), other), 'utf8'));
  } catch (cause) {
    if (!(cause instanceof CaissonError)) throw cause;
    throw new CaissonError('usage.invalid-config', `${quote(path)}: ${cause.message}`, {
      cause,
      ...(cause.hint !== undefined && { hint: cause.hint }),
    });
  }
}

type Reader = (text: string, readOther: (path: string) => string) => Screen;

async function readerFor(name: string, text: string): Promise<Reader> {
  if (name.endsWith('.toml'))
    return (await import('#secret/import/gitleaks.ts')).readGitleaksSettings;
  if (/\.ya?ml$/.test(name)) return (await import('#secret/import/trivy.ts')).readTrivySettings;
  const baselines = await import('#secret/import/baseline.ts');
  if (name.endsWith('ignore')) return baselines.readGitleaksIgnore;
  return text.trimStart().startsWith('[')
    ? baselines.readGitleaksBaseline
    : baselines.readDetectSecretsBaseline;
}
