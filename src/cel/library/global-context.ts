import { type Library, memberOverload as member } from '../declare.ts';
import { DYN, opaqueType, STRING, type Type } from '../type.ts';
import type { Result } from '../value.ts';
import { ask, bothNames, type GlobalFacts } from './facts.ts';
import { Namespace } from './namespace.ts';

/** The type of the variable `globalContext`. */
export const GLOBAL_CONTEXT: Type<GlobalContext> = opaqueType('globalContext.Context');

/** What `globalContext` is: bind it to that variable, declared as `GLOBAL_CONTEXT`. */
export class GlobalContext extends Namespace {
  readonly facts: GlobalFacts;

  constructor(facts: GlobalFacts) {
    super(GLOBAL_CONTEXT);
    this.facts = facts;
  }
}

/** An entry that is not declared is null, as in Kyverno. */
function get({ facts }: GlobalContext, name: string, projection: string): Result {
  return ask('failed to get global reference', () => facts(name, projection) ?? null);
}

/** Entries of the global context (Kyverno 1.18 `kyverno.globalcontext`), from declared facts only. */
export const globalContextLibrary: Library = {
  name: 'kyverno.globalcontext',
  bases: ['kyverno', 'caisson'],
  functions: bothNames('get', [
    member([GLOBAL_CONTEXT, STRING], DYN, (self, name) => get(self, name, '')),
    member([GLOBAL_CONTEXT, STRING, STRING], DYN, get),
  ]),
};
