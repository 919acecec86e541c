import { PatternCache } from '#cel/pattern.ts';
import type { Violation } from '#contract/check.ts';
import { type KubeObject, referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { renameField } from '../object/rename.ts';
import { setField } from '../patch.ts';
import { nearName } from '../schema/near-name.ts';
import type { SchemaFault } from '../schema/schema-fault.ts';
import { faultsOfCustom } from './custom-walk.ts';
import { type CustomKind, customKindsOf } from './definitions.ts';

/** Definitions of one kind that an object is compared with. */
const maxDefinitions = 8;

/**
 * Reports custom resources that do not fit the definition that comes with them. Of a live cluster nothing: its API server has asked
 * the same. Of several definitions of one kind the one counts that fits best.
 */
export function* customFaults({ view }: ClusterSubject): Iterable<Violation> {
  if (view.completeness === 'cluster') return;
  const kinds = customKindsOf(view);
  if (kinds.size === 0) return;
  const groups = Map.groupBy([...kinds.values()].flat(), ({ group }) => group);
  const patterns = new PatternCache();
  for (const object of view.objects) {
    const ofGroup = groups.get(object.group);
    if (ofGroup === undefined) continue;
    const own = kinds.get(`${object.group}/${object.kind}`);
    if (own === undefined) yield* misspelt(object, ofGroup);
    else yield* judge(object, own.slice(0, maxDefinitions), patterns);
  }
}

/** A kind that nobody defines may be defined elsewhere, unless it is nearly one that is here. */
function* misspelt(object: KubeObject, known: readonly CustomKind[]): Iterable<Violation> {
  if (object.kind.endsWith('List') || object.kind.length < 5) return;
  const near = nearName(object.kind, new Set(known.map(({ kind }) => kind)));
  if (near === undefined || near === `${object.kind}s` || object.kind === `${near}s`) return;
  yield {
    object: referenceOf(object),
    message: `no definition has the kind ${object.kind}: "${near}" is probably meant`,
    identity: 'kind',
    field: ['kind'],
    patches: [setField(`write ${near}`, ['kind'], near)],
  };
}

function* judge(
  object: KubeObject,
  definitions: readonly CustomKind[],
  patterns: PatternCache,
): Iterable<Violation> {
  const versions = definitions.flatMap((one) => one.versions.get(object.version) ?? []);
  if (versions.length === 0) {
    const served = [...new Set(definitions.flatMap((one) => [...one.versions.keys()]))];
    yield {
      object: referenceOf(object),
      message: `the definition of ${object.kind} serves ${served.join(', ')} and not ${object.version}`,
      identity: 'apiVersion',
      field: ['apiVersion'],
    };
    return;
  }
  const results = versions.map((version) => faultsOfCustom(object.body, version, patterns));
  const [best = []] = results.sort((a, b) => a.length - b.length);
  for (const fault of best) yield violationOf(object, fault);
}

function violationOf(object: KubeObject, fault: SchemaFault): Violation {
  const { path } = fault;
  const common = { object: referenceOf(object), field: path };
  switch (fault.type) {
    case 'missing':
      return {
        ...common,
        message: `the field "${fault.name}" is missing`,
        identity: [...path, fault.name].join('/'),
      };
    case 'unknown': {
      const { name, meant } = fault;
      const hint = meant === undefined ? '' : `: "${meant}" is probably meant`;
      return {
        ...common,
        message: `the definition has no field "${name}" here${hint}`,
        identity: path.join('/'),
        ...(meant !== undefined && { patches: renameField(object, path, meant) }),
      };
    }
    default: {
      const { wanted, better } = fault;
      return {
        ...common,
        message: `here ${wanted} is wanted`,
        identity: path.join('/'),
        ...(better !== undefined && {
          patches: [setField(`write ${JSON.stringify(better)}`, path, better)],
        }),
      };
    }
  }
}
