import type { Type } from '../type.ts';
import { Opaque } from '../value.ts';

/** A value that only carries functions: `json` in `json.marshal(x)`. */
export class Namespace extends Opaque {
  readonly type: Type;

  constructor(type: Type) {
    super();
    this.type = type;
  }

  override equals(other: Opaque): boolean {
    return this.type.name === other.type.name;
  }

  override toText(): string {
    return this.type.name;
  }
}
