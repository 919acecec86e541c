import { Opaque } from '../value.ts';

/** A value that only has functions and equals itself alone. */
export abstract class IdentityValue extends Opaque {
  override equals(other: Opaque): boolean {
    return this === other;
  }

  override toText(): string {
    return '';
  }
}
