import type { Linker } from '#contract/analyzer.ts';
import type { Component } from '#model/component.ts';

/**
 * Resolves what installed Erlang applications ask for: in the same library directory (a release keeps all of them there),
 * else in any other, as the code path of a node spans its own and the installation's.
 */
export const otpLinker: Linker = {
  kind: 'linker',
  id: 'language/erlang',
  revision: 1,
  title: 'dependencies between installed Erlang applications',
  ecosystems: ['otp'],
  *link(components) {
    const installed = components.filter(({ presence }) => presence === 'installed');
    const near = new Map(installed.map((one) => [`${libraryOf(one)}\0${one.name}`, one]));
    const anywhere = new Map(installed.map((one) => [one.name, one]));
    for (const from of installed) {
      for (const { name, scope } of from.requires ?? []) {
        const to = near.get(`${libraryOf(from)}\0${name}`) ?? anywhere.get(name);
        if (to === undefined || to.id === from.id) continue;
        yield {
          from: from.id,
          to: to.id,
          kind: 'depends-on',
          ...(scope !== undefined && { scope }),
        };
      }
    }
  },
};

/** The directory that holds `NAME-VERSION/ebin/NAME.app`. */
function libraryOf({ locations }: Component): string {
  return locations[0].path.split('/').slice(0, -3).join('/');
}
