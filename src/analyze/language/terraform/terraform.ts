import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { formatPurl } from '#model/purl.ts';
import { linesOf } from '../../os/lines.ts';
import { type PackageFacts, packageComponent, packageGap, textOf } from '../package-component.ts';

/**
 * `.terraform.lock.hcl` (Terraform, "Dependency lock file"): `provider "HOST/NAMESPACE/TYPE" { version = "…" }`. Read by
 * line, as Terraform and OpenTofu write it.
 */
export const terraformLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/terraform-lock',
  revision: 1,
  title: 'Terraform providers',
  claims: [{ basename: '.terraform.lock.hcl' }],
  *analyze(file) {
    let provider: string | undefined;
    let start = 0;
    let number = 0;
    for (const line of linesOf(file.text())) {
      number += 1;
      const opened = /^\s*provider\s+"([^"]{1,250})"\s*\{/.exec(line)?.[1];
      if (opened !== undefined) {
        if (provider !== undefined)
          yield packageGap(file, 'malformed', `a provider without version in line ${start}`);
        provider = textOf(opened);
        start = number;
      }
      const version = textOf(/^[^#]{0,400}?\bversion\s*=\s*"([^"]{1,250})"/.exec(line)?.[1]);
      if (provider === undefined || version === undefined) continue;
      yield packageComponent(file, { ...terraformFacts(provider, version), direct: true }, start);
      provider = undefined;
    }
    if (provider !== undefined)
      yield packageGap(file, 'malformed', `a provider without version in line ${start}`);
  },
};

/** `.terraform/modules/modules.json`: the modules that `terraform init` brought; those of the tree itself have no version. */
export const terraformModulesAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/terraform-modules',
  revision: 1,
  title: 'Terraform modules',
  claims: [{ directory: '.terraform/modules/', suffix: 'modules.json' }],
  *analyze(file) {
    const document = parseJson(file.text(), 'modules.json');
    const modules = isRecord(document) ? document['Modules'] : undefined;
    if (!Array.isArray(modules))
      throw new CaissonError('input.malformed', 'modules.json lists no modules');
    const seen = new Set<string>();
    for (const fields of modules.filter(isRecord)) {
      const source = textOf(fields['Source'])?.split('//', 1)[0];
      const version = textOf(fields['Version']);
      if (source === undefined || source === '' || version === undefined) continue;
      const facts = terraformFacts(source, version);
      if (seen.has(facts.purl)) continue;
      seen.add(facts.purl);
      const key = textOf(fields['Key']);
      yield packageComponent(file, {
        ...facts,
        ...(key !== undefined && { direct: !key.includes('.') }),
      });
    }
  },
};

/** `pkg:terraform/HOST/NAMESPACE/NAME@VERSION`, as Syft writes it. */
function terraformFacts(address: string, version: string): PackageFacts {
  const slash = address.lastIndexOf('/');
  const purl = formatPurl({
    type: 'terraform',
    namespace: address.slice(0, Math.max(slash, 0)),
    name: address.slice(slash + 1),
    version,
  });
  return { purl, name: address, version, ecosystem: 'terraform', presence: 'declared' };
}
