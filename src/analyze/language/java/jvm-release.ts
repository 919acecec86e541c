import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { type Component, componentId } from '#model/component.ts';
import { formatPurl } from '#model/purl.ts';
import { locationOf, textOf } from '../package-component.ts';

const maxFileBytes = 256 * 1024;
const maxLines = 1000;

/** A build of Java and the CPE products, `vendor:product`, that advisories name it by. */
interface Product {
  readonly name: string;
  readonly title: RegExp;
  readonly cpes: readonly string[];
}

/** By what `IMPLEMENTOR` says, first match; most are builds of OpenJDK, so its faults are theirs. */
const products: readonly Product[] = [
  {
    name: 'temurin',
    title: /^(?:Eclipse Adoptium|Eclipse Foundation|Temurin)/,
    cpes: ['eclipse:temurin', 'oracle:openjdk'],
  },
  { name: 'corretto', title: /^Amazon/, cpes: ['amazon:corretto', 'oracle:openjdk'] },
  { name: 'zulu', title: /^Azul/, cpes: ['oracle:openjdk'] },
  { name: 'liberica', title: /^BellSoft/, cpes: ['oracle:openjdk'] },
  { name: 'microsoft-openjdk', title: /^Microsoft/, cpes: ['oracle:openjdk'] },
  { name: 'sapmachine', title: /^SAP/, cpes: ['oracle:openjdk'] },
  { name: 'dragonwell', title: /^Alibaba/, cpes: ['oracle:openjdk'] },
  { name: 'kona', title: /^Tencent/, cpes: ['oracle:openjdk'] },
  { name: 'jbr', title: /^JetBrains/, cpes: ['oracle:openjdk'] },
  { name: 'semeru', title: /^(?:IBM|International Business)/, cpes: ['oracle:openjdk'] },
];
const openJdk: Product = { name: 'openjdk', title: /^/, cpes: ['oracle:openjdk'] };
const oracleJdk: Product = { name: 'jdk', title: /^/, cpes: ['oracle:jdk'] };
const graalvm: Product = { name: 'graalvm', title: /^/, cpes: ['oracle:graalvm'] };

/** The file `release` of an installed Java runtime or of an image made by jlink (JEP 220): shell assignments. */
export const jvmReleaseAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'java/runtime',
  revision: 1,
  title: 'Java runtimes (release file)',
  claims: [{ basename: 'release' }],
  *analyze(file) {
    if (file.size > maxFileBytes) return;
    const text = file.text();
    if (!/^JAVA_VERSION=/m.test(text)) return;
    const component = runtimeOf(valuesOf(text), file);
    if (component !== undefined) yield { type: 'component', component };
  },
};

function valuesOf(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n', maxLines)) {
    const [, key, value] = /^([A-Z][A-Z0-9_]{0,63})="?([^"\r]*)"?\r?$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) values.set(key, value);
  }
  return values;
}

function runtimeOf(values: ReadonlyMap<string, string>, file: FileView): Component | undefined {
  const java = textOf(values.get('JAVA_VERSION') ?? '');
  if (java === undefined || !/^\d[\w.+-]*$/.test(java)) return undefined;
  const product = productOf(values);
  const version = versionOf(values, java, product);
  const purl = formatPurl({ type: 'generic', name: product.name, version });
  const supplier = textOf(values.get('IMPLEMENTOR') ?? '');
  return {
    id: componentId(purl, file.path),
    purl,
    name: product.name,
    version,
    ecosystem: 'generic',
    presence: 'installed',
    locations: [locationOf(file)],
    cpes: product.cpes.map(
      (name) => `cpe:2.3:a:${name}:${releaseOf(name, java, version)}:*:*:*:*:*:*`,
    ),
    ...(supplier !== undefined && { supplier }),
    technique: 'manifest-analysis',
    confidence: 1,
  };
}

function productOf(values: ReadonlyMap<string, string>): Product {
  const implementor = values.get('IMPLEMENTOR') ?? '';
  if (graalVersion(values) !== undefined) return graalvm;
  if (values.get('BUILD_TYPE') === 'commercial') return oracleJdk;
  return products.find(({ title }) => title.test(implementor)) ?? openJdk;
}

/** The build counts for people (`17.0.9+9`); where it says more than a number (`-Debian-1`) it is left out. */
function versionOf(values: ReadonlyMap<string, string>, java: string, product: Product): string {
  if (product === graalvm) return graalVersion(values) ?? java;
  const full = values.get('SEMANTIC_VERSION') ?? values.get('JAVA_RUNTIME_VERSION') ?? '';
  const build = full.startsWith(`${java}+`) ? /^\+\d{1,4}/.exec(full.slice(java.length))?.[0] : '';
  return `${java}${build ?? ''}`;
}

function graalVersion(values: ReadonlyMap<string, string>): string | undefined {
  return /^\d{1,3}(?:\.\d{1,4}){1,3}$/.exec(values.get('GRAALVM_VERSION') ?? '')?.[0];
}

/** Version and update as CPE names have them. Up to Java 8 the update is a field of its own: `1.8.0_392`. */
function releaseOf(name: string, java: string, version: string): string {
  if (name === 'oracle:graalvm') return `${version}:*`;
  const [, feature = '', update = ''] = /^1\.(\d)\.0_(\d{1,4})/.exec(java) ?? [];
  if (feature !== '')
    return `${name === 'oracle:jdk' ? `1.${feature}.0` : feature}:update${update}`;
  return `${/^\d+(?:\.\d+)*/.exec(java)?.[0] ?? java}:*`;
}
