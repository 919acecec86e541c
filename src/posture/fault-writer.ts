import { faultOf } from '#check/fault.ts';
import type { CheckMeta, Violation } from '#contract/check.ts';
import { fixOf } from '#kube/edit.ts';
import { type KubeObject, locate, nameOf, referenceOf } from '#kube/object.ts';
import type { Fault } from '#model/fault.ts';
import type { ObjectReference } from '#model/kubernetes.ts';
import type { Location } from '#model/location.ts';
import type { Fix } from '#model/source-range.ts';
import { Words } from './words.ts';

/**
 * Makes faults of violations. There may be hundreds of thousands: texts that say the same are one text, and so are references to
 * the object that is judged.
 */
export class FaultWriter {
  readonly #words = new Words();
  #last: { readonly object: KubeObject; readonly named: Named } | undefined;

  /** A fault of an object, in its file; of no object without one. */
  write(meta: CheckMeta, violation: Violation, object: KubeObject | undefined): Fault {
    if (object === undefined) return faultOf(meta, violation, violation.place ?? { path: '.' });
    const { field = [], patches = [], message, identity } = violation;
    const { reference, name } = this.#nameOf(object);
    const fixes = patches.flatMap((patch) => fixOf(object, patch) ?? []);
    const said: Violation = {
      ...violation,
      ...(message !== undefined && { message: this.#words.of(message) }),
      ...(identity !== undefined && { identity: this.#words.of(identity) }),
      subject: violation.subject === undefined ? name : this.#words.of(violation.subject),
      object: reference,
      ...(fixes.length > 0 && { fixes: fixes.map((fix) => this.#fix(fix)) }),
    };
    return faultOf(meta, said, this.#location(locate(object, field)));
  }

  #nameOf(object: KubeObject): Named {
    if (this.#last?.object === object) return this.#last.named;
    const named = { reference: referenceOf(object), name: this.#words.of(nameOf(object)) };
    this.#last = { object, named };
    return named;
  }

  #fix({ title, safety, edits }: Fix): Fix {
    return {
      title: this.#words.of(title),
      safety,
      edits: edits.map(({ start, end, text }) => ({ start, end, text: this.#words.of(text) })),
    };
  }

  #location(location: Location): Location {
    const { field } = location;
    return field === undefined ? location : { ...location, field: this.#words.of(field) };
  }
}

interface Named {
  readonly reference: ObjectReference;
  readonly name: string;
}
