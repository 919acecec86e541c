import { fieldOf, objectsOf, textMapOf, textOf, textsOf, valueAt } from '#kube/json.ts';
import { nameOf } from '#kube/object.ts';
import { podTemplatesOf } from '#kube/pods.ts';
import type { ClusterView } from '#kube/view.ts';
import type { Json } from '#model/json-value.ts';
import type { NetworkWorkload } from './workloads.ts';

/** A name in a text that may be that of a service. */
export interface Mention {
  readonly name: string;
  readonly namespace: string;
  readonly port: number | undefined;
  /** Written with a port or a namespace, or where addresses stand: a bare word alone may be anything. */
  readonly isSure: boolean;
  /** Where it stands, for people. */
  readonly where: string;
}

/** Names of services in arguments, variables and ConfigMaps of a workload, as far as they look like it. */
export function* mentionsOf(workload: NetworkWorkload, view: ClusterView): Iterable<Mention> {
  for (const text of textsIn(workload, view)) yield* mentionsIn(text, workload.namespace);
}

interface Text {
  readonly text: string;
  readonly where: string;
  /** Its name says that it holds an address. */
  readonly isAddress: boolean;
}

function textsIn({ object, namespace }: NetworkWorkload, view: ClusterView): readonly Text[] {
  const owner = nameOf(object);
  return podTemplatesOf(object)
    .flatMap(({ containers }) => containers)
    .flatMap(({ body }) => [
      ...argumentsOf(body, owner),
      ...variablesOf(body, owner, (variable) => configValue(variable, namespace, view)),
      ...configTexts(body, namespace, view),
    ]);
}

function argumentsOf(container: Json, owner: string): readonly Text[] {
  return ['command', 'args'].flatMap((field) =>
    textsOf(fieldOf(container, field)).map((text) => ({
      text,
      where: `${field} of ${owner}`,
      isAddress: text.startsWith('-') && holdsAddress(text.split('=', 1)[0] ?? ''),
    })),
  );
}

function variablesOf(
  container: Json,
  owner: string,
  lookUp: (variable: Json) => string | undefined,
): readonly Text[] {
  return objectsOf(fieldOf(container, 'env')).flatMap(([, variable]) => {
    const name = textOf(fieldOf(variable, 'name')) ?? '';
    const text = textOf(fieldOf(variable, 'value')) ?? lookUp(variable);
    if (text === undefined) return [];
    return [{ text, where: `variable ${name} of ${owner}`, isAddress: holdsAddress(name) }];
  });
}

const addressWords = /HOST|ADDR|URL|URI|ENDPOINT|SERVER|SERVICE|BROKER|DSN|TARGET|UPSTREAM/i;

function holdsAddress(name: string): boolean {
  return addressWords.test(name.slice(0, 200));
}

function configValue(variable: Json, namespace: string, view: ClusterView): string | undefined {
  const reference = valueAt(variable, ['valueFrom', 'configMapKeyRef']);
  const map = view.find('', 'ConfigMap', textOf(fieldOf(reference, 'name')) ?? '', namespace);
  const key = textOf(fieldOf(reference, 'key')) ?? '';
  return map && textOf(valueAt(map.body, ['data', key]));
}

/** All values of ConfigMaps that become variables. */
function configTexts(container: Json, namespace: string, view: ClusterView): readonly Text[] {
  return objectsOf(fieldOf(container, 'envFrom')).flatMap(([, source]) => {
    const name = textOf(valueAt(source, ['configMapRef', 'name'])) ?? '';
    const map = view.find('', 'ConfigMap', name, namespace);
    return [...textMapOf(map && fieldOf(map.body, 'data'))].map(([key, text]) => ({
      text,
      where: `${key} of ConfigMap ${namespace}/${name}`,
      isAddress: holdsAddress(key),
    }));
  });
}

const maxText = 20_000;
const hostPattern = /^:*([a-z0-9][a-z0-9.-]{0,252}?)\.?(?::(\d{1,5}))?:*$/;

function mentionsIn({ text, where, isAddress }: Text, own: string): readonly Mention[] {
  const isAlone = isAddress && (/^[a-z0-9.-]+$/.test(text) || text.includes('://'));
  return text
    .slice(0, maxText)
    .split(/[^A-Za-z0-9.:-]+/)
    .flatMap((word) => {
      const [, host = '', digits] = (word.length < 300 && hostPattern.exec(word)) || [];
      const service = serviceOf(host);
      if (service === undefined) return [];
      const { name, namespace = own } = service;
      const port = digits === undefined ? undefined : Number(digits);
      const isSure = port !== undefined || service.namespace !== undefined || isAlone;
      return [{ name, namespace, port, isSure, where }];
    });
}

/** `api`, `api.shop`, `api.shop.svc`, `db-0.db.shop.svc.cluster.local`. */
function serviceOf(
  host: string,
): { readonly name: string; readonly namespace: string | undefined } | undefined {
  if (host === '') return undefined;
  const parts = host.split('.');
  const at = parts.indexOf('svc');
  if (at >= 2) return { name: parts[at - 2] ?? '', namespace: parts[at - 1] };
  if (parts.length > 2) return undefined;
  const [name = '', namespace] = parts;
  return { name, namespace };
}
