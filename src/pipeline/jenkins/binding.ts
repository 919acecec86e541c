import type { GroovyCall, PlacedCall } from './groovy.ts';

/** Secrets that a call makes variables of, and where they can be read. */
export interface BoundSecrets {
  readonly call: GroovyCall;
  readonly names: readonly string[];
  /** The call whose closure can read them; absent: everything below the block in which it stands. */
  readonly scope?: GroovyCall;
}

const variables = /[vV]ariable$/;

/**
 * Variables that hold secrets (Jenkins documentation, Credentials Binding; Pipeline syntax, environment): those of
 * `withCredentials`, and `NAME = credentials('id')` of `environment`, with `NAME_USR` and `NAME_PSW`.
 */
export function boundSecrets(calls: readonly PlacedCall[]): readonly BoundSecrets[] {
  return calls.flatMap(({ call, within }) => {
    if (call.name === 'withCredentials' || call.name === 'sshagent') {
      const names = call.args
        .flatMap((each) => each.calls)
        .filter(({ name }) => name !== 'file' && name !== 'certificate')
        .flatMap(secretNames);
      return names.length === 0 ? [] : [{ call, names, scope: call }];
    }
    const { target } = call;
    if (call.name !== 'credentials' || target === undefined) return [];
    const owner = within.findLast(({ name }) => name !== 'environment');
    const names = [target, `${target}_USR`, `${target}_PSW`];
    return [{ call, names, ...(owner !== undefined && { scope: owner }) }];
  });
}

/** The variables of a binding: `variable`, `passwordVariable`, `usernameVariable`, as its kind has them. */
function secretNames(binding: GroovyCall): readonly string[] {
  return binding.args
    .filter(({ name = '' }) => variables.test(name) && name !== 'usernameVariable')
    .flatMap(({ text }) => (text === undefined ? [] : [text.value]));
}
