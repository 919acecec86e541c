import { printable, quote } from '#kit/text.ts';
import type { Component } from '#model/component.ts';
import type { Inventory } from '#model/inventory.ts';
import type { VexStatement } from '#model/vex.ts';
import { type Declared, declaredIn } from './declared.ts';
import { goStatement } from './go.ts';
import { type Owners, ownersOf } from './owner.ts';
import { cacheDirectoryOf, isDocumentation, isKernelHeaders } from './package-class.ts';
import type { Verdict } from './statement.ts';
import type { System } from './system.ts';

/** Which kinds of components count like all others. */
export interface Included {
  readonly includeDeclared: boolean;
  readonly kernelHeaders?: boolean;
  readonly includeRemoved?: boolean;
}

/** What the scan itself can prove about findings. */
export interface Excuses {
  readonly owners: Owners;
  /** What holds for every vulnerability of a component. */
  readonly ofComponent: (component: Component) => VexStatement | undefined;
  /** The strongest statement about each vulnerability of a component. */
  readonly ofVerdicts: (component: Component) => (verdict: Verdict) => VexStatement | undefined;
}

/** Prepares the proofs for one inventory; nothing is computed before it is asked for. */
export function excusesOf(inventory: Inventory, system: System, included: Included): Excuses {
  const owners = ownersOf(inventory.components, system);
  const declared = declaredIn(inventory);
  function classesOf(component: Component): readonly (VexStatement | undefined)[] {
    return classStatements(component, inventory, declared, included);
  }
  return {
    owners,
    ofComponent: (component) => strongest(classesOf(component)),
    ofVerdicts: (component) => {
      const classes = classesOf(component);
      return (verdict) =>
        strongest([
          ...classes,
          goStatement(component, verdict),
          owners.statementOn(component, verdict.vulnerability),
        ]);
    },
  };
}

/** A definite statement before one that only says who else answers; else the order of the rules. */
function strongest(statements: readonly (VexStatement | undefined)[]): VexStatement | undefined {
  const made = statements.filter((one) => one !== undefined);
  return made.find(({ status }) => status === 'not_affected' || status === 'fixed') ?? made[0];
}

function classStatements(
  component: Component,
  inventory: Inventory,
  declared: Declared,
  included: Included,
): readonly (VexStatement | undefined)[] {
  const { presence } = component;
  return [
    presence === 'removed' && included.includeRemoved !== true ? removed(component) : undefined,
    cached(component),
    included.kernelHeaders === true ? undefined : headers(component),
    documentation(component),
    presence === 'declared' && isSystem(inventory) && !included.includeDeclared
      ? declared.statementOn(component)
      : undefined,
  ];
}

/** Whether the artifact is something that runs, where what is installed counts, and not the sources of it. */
export function isSystem({ artifact, os }: Pick<Inventory, 'artifact' | 'os'>): boolean {
  return os !== undefined || !['filesystem', 'sbom'].includes(artifact.kind);
}

function removed({ name, version, removedIn, replacedBy, locations }: Component): VexStatement {
  const [{ path, layer }] = locations;
  return {
    rule: 'removed-layer',
    status: 'not_affected',
    justification: 'component_not_present',
    impact:
      'a later layer removes it: it is in the image file, but in no container started from it',
    evidence: [
      `${printable(`${name} ${version}`)} at ${quote(path)}${layer === undefined ? '' : ` of layer ${layer}`}`,
      ...(removedIn === undefined ? [] : [`hidden by layer ${removedIn}`]),
      ...(replacedBy === undefined ? [] : [printable(`version ${replacedBy} stands in its place`)]),
    ],
  };
}

function cached({ locations }: Component): VexStatement | undefined {
  const directories = locations.map(({ path }) => cacheDirectoryOf(path));
  if (directories.includes(undefined)) return undefined;
  return {
    rule: 'package-cache',
    status: 'not_affected',
    justification: 'vulnerable_code_not_in_execute_path',
    impact: 'it lies only in the cache of a package manager, from which nothing is run',
    evidence: locations.slice(0, 20).map(({ path }) => quote(path)),
  };
}

function headers(component: Component): VexStatement | undefined {
  if (!isKernelHeaders(component)) return undefined;
  return {
    rule: 'kernel-headers',
    status: 'not_affected',
    justification: 'vulnerable_code_not_present',
    impact: 'it holds headers of the kernel to build against; the kernel that runs is the host’s',
    evidence: packageEvidence(component),
  };
}

function documentation(component: Component): VexStatement | undefined {
  if (!isDocumentation(component)) return undefined;
  return {
    rule: 'no-executable',
    status: 'not_affected',
    justification: 'vulnerable_code_not_present',
    impact: 'it holds documentation and no program, by the naming rules of its distribution',
    evidence: packageEvidence(component),
  };
}

function packageEvidence({ name, version, source }: Component): readonly string[] {
  const built = source === undefined ? [] : [`built from ${source.name} ${source.version}`];
  return [`package ${name} ${version}`, ...built].map(printable);
}
