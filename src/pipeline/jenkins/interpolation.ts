import type { SourceRange } from '#model/source-range.ts';
import { boundSecrets } from './binding.ts';
import type { JenkinsFacts } from './facts.ts';
import { argumentOf, type GroovyCall, type PlacedCall } from './groovy.ts';

/** A secret that Groovy puts into the text of a command. */
export interface InterpolatedSecret {
  readonly name: string;
  readonly command: string;
  readonly range: SourceRange;
}

const commands = /^(?:sh|bat|powershell|pwsh)$/;

/** Secrets of bindings in texts with double quotes that a command executes. */
export function interpolatedSecrets({ calls }: JenkinsFacts): readonly InterpolatedSecret[] {
  const bound = boundSecrets(calls);
  if (bound.length === 0) return [];
  return calls
    .filter(({ call }) => commands.test(call.name))
    .flatMap((placed) => {
      const names = new Set(
        bound.flatMap((each) => (reaches(each.scope, placed) ? each.names : [])),
      );
      return namedIn(placed.call, names);
    });
}

function reaches(scope: GroovyCall | undefined, { within }: PlacedCall): boolean {
  return scope === undefined || within.includes(scope);
}

function namedIn(call: GroovyCall, names: ReadonlySet<string>): readonly InterpolatedSecret[] {
  const texts = argumentOf(call, 'script')?.texts ?? [];
  return texts.flatMap((text) =>
    text.holes.flatMap(({ start, end, expression }) => {
      const name = expression.replace(/^env\./, '');
      if (!names.has(name)) return [];
      return [{ name, command: call.name, range: text.rangeOf(start, end) }];
    }),
  );
}
