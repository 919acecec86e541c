import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { Arguments, type JmesFunction } from './arguments.ts';
import { arithmeticFunctions } from './arithmetic.ts';
import { dataFunctions } from './data-functions.ts';
import { expressionFunctions } from './expression-functions.ts';
import { listFunctions } from './list-functions.ts';
import { textFunctions } from './text-functions.ts';
import { timeFunctions } from './time-functions.ts';
import { type Program, present } from './value.ts';

const functions: ReadonlyMap<string, JmesFunction> = new Map([
  ...listFunctions,
  ...expressionFunctions,
  ...textFunctions,
  ...arithmeticFunctions,
  ...timeFunctions,
  ...dataFunctions,
]);

/** A call of one of JMESPath's functions or of Kyverno's. What is wrong with it shows when it is evaluated, as in Kyverno. */
export function callOf(name: string, args: readonly Program[]): Program {
  const called = functions.get(name);
  return {
    kind: 'other',
    run(value, execution) {
      execution.budget.spend(args.length + 1);
      const values = args.map((arg) => present(arg.run(value, execution)));
      if (called === undefined)
        throw new CaissonError('input.malformed', `unknown JMESPath function ${quote(name)}`);
      const given = new Arguments(name, values);
      if (called.count === undefined ? given.count === 0 : given.count !== called.count)
        throw given.failure('wrong number of arguments');
      return called.run(given, execution);
    },
  };
}
