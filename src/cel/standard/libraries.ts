import type { Base, Library } from '../declare.ts';
import { bindingMacros, optionalMacros, standardMacros, twoVariableMacros } from '../macros.ts';
import { conversions } from './conversions.ts';
import { operators } from './operators.ts';
import { optionalFunctions } from './optionals.ts';
import { textFunctions } from './text-functions.ts';
import { timeFunctions } from './time-functions.ts';

const everywhere: readonly Base[] = ['kubernetes', 'kyverno', 'caisson', 'standard'];
const notKubernetes: readonly Base[] = ['kyverno', 'caisson', 'standard'];

/** The language itself and the extensions of cel-go. */
export const standardLibraries: readonly Library[] = [
  {
    name: 'standard',
    bases: everywhere,
    functions: [...operators, ...conversions, ...textFunctions, ...timeFunctions],
    macros: standardMacros,
  },
  {
    name: 'optional',
    bases: everywhere,
    since: 28,
    functions: optionalFunctions,
    macros: optionalMacros,
  },
  { name: 'two variables', bases: everywhere, since: 32, macros: twoVariableMacros },
  { name: 'bindings', bases: notKubernetes, macros: bindingMacros },
];
