/** A definition of a document for tests: the inside of its `metadata`, and its criteria. */
export interface DefinitionText {
  readonly metadata: string;
  readonly criteria: string;
  readonly id?: string;
}

/** Criteria for a document for tests. */
export function criteria(operator: 'AND' | 'OR', ...children: readonly string[]): string {
  return `<criteria operator="${operator}">${children.join('')}</criteria>`;
}

/** A criterion; `test` is the id of a test. */
export function leaf(test: string, comment: string, negated = false): string {
  const negate = negated ? ' negate="true"' : '';
  return `<criterion test_ref="${test}" comment="${escape(comment)}"${negate}/>`;
}

/** Test `tst:<id>` with its object and state, for packages of rpm. */
export function rpmTest(
  id: string,
  name: string,
  evr: string,
  {
    operation = 'less than',
    arch = '',
  }: { readonly operation?: string; readonly arch?: string } = {},
): OvalParts {
  const architecture =
    arch === '' ? '' : `<red-def:arch operation="pattern match">${arch}</red-def:arch>`;
  return {
    test: `<red-def:rpminfo_test check="at least one" id="tst:${id}" version="1" comment="x"><red-def:object object_ref="obj:${id}"/><red-def:state state_ref="ste:${id}"/></red-def:rpminfo_test>`,
    object: `<red-def:rpminfo_object id="obj:${id}" version="1"><red-def:name>${name}</red-def:name></red-def:rpminfo_object>`,
    state: `<red-def:rpminfo_state id="ste:${id}" version="1"><red-def:evr datatype="evr_string" operation="${operation}">${evr}</red-def:evr>${architecture}</red-def:rpminfo_state>`,
    variable: '',
  };
}

/** Test `tst:<id>` for packages of dpkg whose names stand in a variable; without `evr` it asks for existence only. */
export function dpkgTest(id: string, names: readonly string[], evr?: string): OvalParts {
  const ref = evr === undefined ? '' : `<linux-def:state state_ref="ste:${id}"/>`;
  return {
    test: `<linux-def:dpkginfo_test check_existence="at_least_one_exists" check="at least one" id="tst:${id}" version="1"><linux-def:object object_ref="obj:${id}"/>${ref}</linux-def:dpkginfo_test>`,
    object: `<linux-def:dpkginfo_object id="obj:${id}" version="1"><linux-def:name var_ref="var:${id}" var_check="at least one"/></linux-def:dpkginfo_object>`,
    state:
      evr === undefined
        ? ''
        : `<linux-def:dpkginfo_state id="ste:${id}" version="1"><linux-def:evr datatype="debian_evr_string" operation="less than">${evr}</linux-def:evr></linux-def:dpkginfo_state>`,
    variable: `<constant_variable id="var:${id}" datatype="string" version="1">${names.map((name) => `<value>${name}</value>`).join('')}</constant_variable>`,
  };
}

/** What a test consists of, in XML. */
export interface OvalParts {
  readonly test: string;
  readonly object: string;
  readonly state: string;
  readonly variable: string;
}

/** A whole document: definitions, tests, objects, states and variables in the order of the schema. */
export function ovalDocument(
  definitions: readonly DefinitionText[],
  parts: readonly OvalParts[],
): string {
  const list = definitions.map(
    ({ metadata, criteria: root, id = 'oval:x:def:1' }) =>
      `<definition id="${id}" version="1" class="patch"><metadata>${metadata}</metadata>${root}</definition>`,
  );
  function of(key: keyof OvalParts): string {
    return parts.map((part) => part[key]).join('');
  }
  return `<?xml version="1.0" encoding="UTF-8"?>
<oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5"><generator/>
<definitions>${list.join('\n')}</definitions><tests>${of('test')}</tests><objects>${of('object')}</objects>
<states>${of('state')}</states><variables>${of('variable')}</variables></oval_definitions>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
