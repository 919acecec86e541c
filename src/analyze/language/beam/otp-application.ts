import type { Analyzer } from '#contract/analyzer.ts';
import { basename } from '#kit/path.ts';
import type { Requirement } from '#model/component.ts';
import { licensesOf } from '../license.ts';
import { packageComponent, requiresOf, textOf } from '../package-component.ts';
import { plainPurl } from '../package-url.ts';
import { listTerm, readTerms, type Term, textTerm } from './terms.ts';

/**
 * Applications of Erlang and Elixir as they are installed: `ebin/NAME.app`, `{application, name, [{vsn, "1.0"}, …]}.` (Erlang/OTP,
 * app(4)). Templates that the compiler has not filled in have no version and are passed over.
 */
export const otpApplicationAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/erlang-otp-application',
  revision: 1,
  title: 'installed Erlang and Elixir applications',
  claims: [{ directory: 'ebin/', suffix: '.app' }],
  *analyze(file, scope) {
    const [kind, application, properties] = listTerm(
      readTerms(file.text(), 'erlang', scope.limits.maxDepth)[0],
    );
    const name = textOf(textTerm(application)) ?? basename(file.path).slice(0, -'.app'.length);
    const fields = fieldsOf(properties);
    const version = textOf(textTerm(fields.get('vsn')));
    if (kind !== 'application' || version === undefined || !isVersion(version)) return;
    yield packageComponent(file, {
      purl: plainPurl('otp', name.replaceAll('/', '_'), version),
      name,
      version,
      ecosystem: 'otp',
      presence: 'installed',
      ...licensesOf(listTerm(fields.get('licenses')).map(textTerm)),
      ...requiresOf(requirementsOf(fields)),
    });
  },
};

/** `%VSN%` and the names of variables are what the build has to replace; `{cmd, …}` and `git` ask the build tool. */
function isVersion(version: string): boolean {
  return /\d/.test(version) && !/[%$@]/.test(version);
}

function fieldsOf(properties: Term | undefined): ReadonlyMap<string, Term | undefined> {
  const fields = new Map<string, Term | undefined>();
  for (const pair of listTerm(properties)) {
    const [key, value] = listTerm(pair);
    if (typeof key === 'string') fields.set(key, value);
  }
  return fields;
}

function requirementsOf(fields: ReadonlyMap<string, Term | undefined>): readonly Requirement[] {
  const optional = new Set(listTerm(fields.get('optional_applications')).map(textTerm));
  const asked = [
    ...listTerm(fields.get('applications')),
    ...listTerm(fields.get('included_applications')),
  ];
  return asked.flatMap((term): readonly Requirement[] => {
    const name = textOf(textTerm(term));
    if (name === undefined) return [];
    return [optional.has(name) ? { name, scope: 'optional' } : { name }];
  });
}
