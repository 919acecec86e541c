import { quote } from '#kit/text.ts';
import type { Observation } from '#model/observation.ts';
import { isTemplate } from '../account/properties.ts';
import type { MakeFault } from '../checks.ts';
import { readConfiguration } from '../format/read.ts';
import type { Setting } from '../format/setting.ts';

const credentials: ReadonlyMap<string, string> = new Map([
  ['token', 'a token'],
  ['password', 'a password'],
  ['client-key-data', 'a client key'],
  ['auth-provider.config.access-token', 'an access token'],
  ['auth-provider.config.refresh-token', 'a refresh token'],
  ['auth-provider.config.id-token', 'an identity token'],
]);

/** Users of a kubeconfig (Kubernetes client-go, v1 Config) whose credentials stand in the file itself. */
export function* kubeconfig(text: string, path: string, make: MakeFault): Iterable<Observation> {
  if (
    !/^["'{\s]{0,20}kind["']?\s*:\s*["']?Config\b/m.test(text) &&
    !/"kind"\s*:\s*"Config"/.test(text)
  )
    return;
  const settings = readConfiguration('yaml', text);
  for (const setting of settings) {
    const found = credentialOf(setting, settings);
    if (found === undefined) continue;
    const { user, what, field } = found;
    const cluster = clusterOf(settings, user);
    const place = { path, ...(setting.line !== undefined && { line: setting.line }) };
    const where = cluster === undefined ? '' : ` of cluster ${quote(cluster)}`;
    const message = `user ${quote(user)}${where} has ${what} in the file`;
    const violation = { message, subject: user, identity: `${user}\0${field}` };
    yield { type: 'fault', location: place, fault: make('kubeconfig', violation, place) };
  }
}

function credentialOf(
  { key, value }: Setting,
  settings: readonly Setting[],
): { readonly user: string; readonly what: string; readonly field: string } | undefined {
  const [, index = '', field = ''] = /^users\.([0-9]+)\.user\.(.+)$/.exec(key) ?? [];
  const what = credentials.get(field);
  if (what === undefined || value === '' || isTemplate(value)) return undefined;
  return { user: valueOf(settings, `users.${index}.name`) ?? '', what, field };
}

function valueOf(settings: readonly Setting[], wanted: string): string | undefined {
  return settings.find(({ key }) => key === wanted)?.value;
}

function clusterOf(settings: readonly Setting[], user: string): string | undefined {
  const context = settings.find(
    ({ key, value }) => value === user && /^contexts\.[0-9]+\.context\.user$/.test(key),
  );
  if (context === undefined) return undefined;
  return valueOf(settings, context.key.replace(/user$/, 'cluster'));
}
