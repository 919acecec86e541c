import { captured } from '../captured.ts';
import { type PackageFacts, textOf } from '../package-component.ts';
import { plainPurl } from '../package-url.ts';

const form = /^([A-Za-z0-9_][A-Za-z0-9_+.-]*)\/(\[[^\]]*\]|[^@#%:\s[]+)(?:@([^#%:\s]*))?/;

/**
 * A recipe as Conan writes it: `name/version@user/channel#revision%timestamp`, all behind the version optional (Conan 2,
 * "Recipe reference"). A range in brackets leaves the version empty. `undefined` when the text is none.
 */
export function conanFacts(
  reference: unknown,
  presence: PackageFacts['presence'],
): PackageFacts | undefined {
  if (typeof reference !== 'string' || reference.length > 1024) return undefined;
  const [name, stated, origin = ''] = captured(form, reference.trim()) ?? [];
  if (name === undefined || stated === undefined || textOf(name) === undefined) return undefined;
  const version = stated.startsWith('[') ? '' : (textOf(stated) ?? '');
  return {
    purl: plainPurl('conan', name, version, { qualifiers: originOf(origin) }),
    name,
    version,
    ecosystem: 'conan',
    presence,
  };
}

/** `user/channel`; Conan 2 writes `_` for neither. */
function originOf(origin: string): Readonly<Record<string, string>> {
  const [user = '', channel = ''] = origin.split('/').map((part) => (part === '_' ? '' : part));
  return { user, channel };
}
