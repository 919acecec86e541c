import type { Base, Library } from '../declare.ts';
import { bindingMacros, optionalMacros, standardMacros, twoVariableMacros } from '../macros.ts';
import { conversions } from './conversions.ts';
import { encoderFunctions } from './encoders.ts';
import { formatFunctions } from './format.ts';
import { mathFunctions } from './math.ts';
import { operators } from './operators.ts';
import { optionalFunctions } from './optionals.ts';
import { laterStringFunctions, quoteFunctions, stringFunctions } from './strings.ts';
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
  { name: 'strings', bases: everywhere, functions: stringFunctions },
  {
    name: 'strings of version 1',
    bases: everywhere,
    since: 29,
    functions: [...formatFunctions, ...quoteFunctions],
  },
  { name: 'strings of version 3', bases: notKubernetes, functions: laterStringFunctions },
  { name: 'encoders', bases: notKubernetes, functions: encoderFunctions },
  { name: 'math', bases: notKubernetes, functions: mathFunctions },
  { name: 'bindings', bases: notKubernetes, macros: bindingMacros },
];
