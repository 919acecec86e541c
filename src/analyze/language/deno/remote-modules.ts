import { isRecord } from '#kit/json.ts';
import { formatPurl } from '#model/purl.ts';
import { lockedName } from '../npm/lock-names.ts';
import type { PackageFacts } from '../package-component.ts';

/** Servers that hand out packages of npm by URL. */
const npmServers = new Set([
  'esm.sh',
  'cdn.skypack.dev',
  'unpkg.com',
  'cdn.jsdelivr.net',
  'esm.run',
]);

/**
 * The packages behind the URLs of `remote`, each once: `https://deno.land/x/NAME@VERSION/…`, `https://deno.land/std@VERSION/…`
 * (no registry that advisories know: `generic`), and packages of npm on servers that serve them as modules.
 */
export function remotePackages(remote: unknown): readonly PackageFacts[] {
  const found = new Map<string, PackageFacts>();
  for (const url of isRecord(remote) ? Object.keys(remote) : []) {
    const facts = url.length > 1000 ? undefined : packageOfUrl(url);
    if (facts !== undefined) found.set(facts.purl, facts);
  }
  return [...found.values()];
}

function packageOfUrl(url: string): PackageFacts | undefined {
  const [host = '', path = ''] = /^https:\/\/([a-z.]+)\/(.*)$/.exec(url)?.slice(1) ?? [];
  if (host === 'deno.land') return denoLand(path);
  return npmServers.has(host) ? npmPackage(path) : undefined;
}

function npmPackage(path: string): PackageFacts | undefined {
  const parts = /^(?:npm\/|stable\/|v\d+\/|pin\/|-\/)*((?:@[\w.-]+\/)?[\w.-]+)@v?(\d[\w.+-]*)/.exec(
    path,
  );
  const locked = lockedName(parts?.[1], parts?.[2] ?? '');
  return locked && { ...locked, ecosystem: 'npm', presence: 'declared' };
}

/** `std@1.0.0/…` and `x/oak@v12.0.0/…`. */
function denoLand(path: string): PackageFacts | undefined {
  const match = /^(?:x\/)?([A-Za-z0-9_.-]{1,100})@v?(\d[\w.+-]{0,100})\//.exec(path);
  const [name = '', version = ''] = match?.slice(1) ?? [];
  if (name === '') return undefined;
  const namespace = path.startsWith('x/') ? 'deno.land/x' : 'deno.land';
  return {
    purl: formatPurl({ type: 'generic', namespace, name, version }),
    name: `${namespace}/${name}`,
    version,
    ecosystem: 'generic',
    presence: 'declared',
  };
}
