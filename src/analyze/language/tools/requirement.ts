import type { Requirement, Scope } from '#model/component.ts';

/** A requirement without what is empty or not known. */
export function requirementOf(name: string, range?: string, scope?: Scope): Requirement {
  return {
    name,
    ...(range !== undefined && range !== '' && { range }),
    ...(scope !== undefined && { scope }),
  };
}
