import type { KubeObject } from '#kube/object.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { itemsOf, member, textOf } from '#yaml/read.ts';
import { ApiSchema } from './api-schema.ts';
import { schemaText } from './schema.gen.ts';
import type { SchemaFault } from './schema-fault.ts';
import { faultsOfStruct } from './schema-walk.ts';

/** The kinds of Kubernetes' own groups. */
export const apiSchema = new ApiSchema(schemaText);

/** Whether a minor serves a version of a kind; `undefined` for kinds that are not Kubernetes' own. */
export function isServed(apiVersion: string, kind: string, minor: number): boolean | undefined {
  const found = apiSchema.kind(apiVersion, kind);
  return found && found.since <= minor && minor < found.until;
}

/** Several checks ask of the same object, one after another. */
class Judge {
  readonly #known = new WeakMap<ObjectSubject, readonly SchemaFault[]>();

  faults(subject: ObjectSubject): readonly SchemaFault[] {
    const known = this.#known.get(subject);
    if (known !== undefined) return known;
    const found = judge(subject);
    this.#known.set(subject, found);
    return found;
  }
}

const judgeOfAll = new Judge();

/** What of an object does not fit its kind; nothing of kinds that are not Kubernetes' own, or that the minor does not serve. */
export function schemaFaults(subject: ObjectSubject): readonly SchemaFault[] {
  return judgeOfAll.faults(subject);
}

function judge({ object, settings: { minor } }: ObjectSubject): readonly SchemaFault[] {
  const kind = apiSchema.kind(object.apiVersion, object.kind);
  if (kind === undefined || minor < kind.since || kind.until <= minor) return [];
  const faults = faultsOfStruct(apiSchema, object.body, kind.struct, {
    minor,
    written: (path) => writtenAt(object, path),
  });
  return minor > newestMinor ? faults.filter(isSureLater) : faults;
}

/** The newest minor that the table knows; later ones may have more fields and values. */
const newestMinor = 37;

function isSureLater(fault: SchemaFault): boolean {
  if (fault.type === 'unknown') return fault.meant !== undefined;
  return fault.type !== 'value' || fault.better !== undefined;
}

/** The text of a scalar as it stands in the file: `1.10`, `yes`. */
function writtenAt({ origin }: KubeObject, path: FieldPath): string | undefined {
  let node = origin.node;
  for (const step of path)
    node = typeof step === 'number' ? itemsOf(node)[step] : member(node, step);
  return textOf(node);
}
