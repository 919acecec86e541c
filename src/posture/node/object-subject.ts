import { textOf, valueAt } from '#kube/json.ts';
import { type KubeObject, kubeObjectOf, locate } from '#kube/object.ts';
import { readManifests } from '#kube/read-manifests.ts';
import type { Component, ComponentName } from './component.ts';
import { settingOf } from './component.ts';
import {
  type DocumentFact,
  type DocumentName,
  documentFlags,
  documentNameOf,
} from './documents.ts';
import { configurationKeys, isNodeObject } from './recognise.ts';
import { componentsOfConfiguration } from './source/objects.ts';
import { componentsOfPods } from './source/pod.ts';
import type { NodeSubject } from './subject.ts';

/** What one object tells of nodes: a static Pod of the control plane, a configuration of one of its parts; nothing of others. */
export function subjectsOfObject(
  object: KubeObject,
  minor: number | undefined,
): readonly NodeSubject[] {
  if (!isNodeObject(object)) return [];
  const inner = configurationKeys(object).flatMap((key) => configurationIn(object, key));
  if (inner.length > 0) return inner.flatMap((one) => subjectsOfObject(one, minor));
  const pods = componentsOfPods(object);
  const found = [
    ...pods.map((pod) => ({ component: pod.component, minor: pod.minor ?? minor })),
    ...componentsOfConfiguration(object).map((component) => ({ component, minor })),
  ];
  const name = documentNameOf(object);
  if (name !== undefined)
    return [subjectOf({ minor, documents: new Map([[name, { state: 'read', object }]]) })];
  return found.map((one) => subjectOf({ ...one, documents: namedDocuments(one.component) }));
}

/** The object that a key of a ConfigMap holds; its place is that key. */
function configurationIn(object: KubeObject, key: string): readonly KubeObject[] {
  const text = textOf(valueAt(object.body, ['data', key]));
  if (text === undefined) return [];
  const { objects } = readManifests(object.origin.place.path, Buffer.from(text));
  const place = locate(object, ['data', key]);
  return objects
    .flatMap((one) => kubeObjectOf(one.body, { place }) ?? [])
    .filter(({ kind }) => kind !== 'ConfigMap');
}

/** Files that are named elsewhere. */
function namedDocuments(component: Component): ReadonlyMap<DocumentName, DocumentFact> {
  const names: readonly DocumentName[] = ['audit', 'encryption', 'authentication', 'authorization'];
  return new Map(
    names.flatMap((name) => {
      const path = settingOf(component, documentFlags[name])?.values.at(-1);
      return path === undefined
        ? []
        : [[name, { state: 'unread', path, why: 'it is another file' }] as const];
    }),
  );
}

interface Parts {
  readonly component?: Component;
  readonly minor: number | undefined;
  readonly documents: ReadonlyMap<DocumentName, DocumentFact>;
}

function subjectOf({ component, minor, documents }: Parts): NodeSubject {
  const components = new Map<ComponentName, Component>(
    component === undefined ? [] : [[component.name, component]],
  );
  return {
    scope: 'object',
    variant: 'kubeadm',
    minor,
    components,
    blind: undefined,
    files: new Map(),
    documents,
    certificates: [],
    authorities: new Map(),
    now: new Date(0), // nothing in one object has an age
  };
}
