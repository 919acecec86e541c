import { type Library, memberOverload as member, globalOverload as over } from '../declare.ts';
import { DYN, mapOf, opaqueType, STRING, type Type } from '../type.ts';
import { CelError } from '../value.ts';
import { bothNames } from './facts.ts';
import { Namespace } from './namespace.ts';

const HTTP: Type<Namespace> = opaqueType('http.Context');
const HEADERS = mapOf(STRING, STRING);

function refuseHttp(): CelError {
  return new CelError(
    'http is refused: a policy gets data from outside only as declared facts (resource, globalContext, image)',
  );
}

function refuseRandom(): CelError {
  return new CelError('random is refused: the result of a policy must be reproducible');
}

const random = [over([], STRING, refuseRandom), over([STRING], STRING, refuseRandom)];

/**
 * What Kyverno has and we refuse (`kyverno.http`, `kyverno.random`): declared, so that policies compile and say at the call why they
 * fail, whatever else of them works.
 */
export const refusedLibrary: Library = {
  name: 'kyverno.refused',
  bases: ['kyverno', 'caisson'],
  constants: new Map([['http', { type: HTTP, value: new Namespace(HTTP) }]]),
  functions: [
    ...bothNames('get', [
      member([HTTP, STRING], DYN, refuseHttp),
      member([HTTP, STRING, HEADERS], DYN, refuseHttp),
    ]),
    ...bothNames('post', [
      member([HTTP, STRING, DYN], DYN, refuseHttp),
      member([HTTP, STRING, DYN, HEADERS], DYN, refuseHttp),
    ]),
    ...bothNames('client', [member([HTTP, STRING], HTTP, refuseHttp)]),
    { name: 'random', overloads: random },
    { name: 'random.random', overloads: random },
  ],
};
