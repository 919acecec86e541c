import type { Analyzer, Linker } from '#contract/analyzer.ts';
import { bitnamiListAnalyzer, bitnamiSpdxAnalyzer } from './bitnami/bitnami.ts';
import { brewCaskAnalyzer, brewFormulaAnalyzer, brewReceiptAnalyzer } from './brew/brew.ts';
import { preCommitAnalyzer } from './github-actions/pre-commit.ts';
import { githubActionAnalyzer, githubWorkflowAnalyzer } from './github-actions/workflow.ts';
import { cabalFreezeAnalyzer } from './haskell/cabal-freeze.ts';
import { haskellInstalledAnalyzer } from './haskell/package-database.ts';
import { stackLockAnalyzer, stackYamlAnalyzer } from './haskell/stack.ts';
import { juliaManifestAnalyzer } from './julia/manifest.ts';
import { juliaProjectAnalyzer } from './julia/project.ts';
import { luarocksLockAnalyzer, rockspecAnalyzer } from './lua/rocks.ts';
import { ggufAnalyzer } from './model-files/gguf.ts';
import { huggingFaceCacheAnalyzer, modelScopeAnalyzer } from './model-files/model-cache.ts';
import { onnxAnalyzer } from './model-files/onnx.ts';
import { safetensorsAnalyzer } from './model-files/safetensors.ts';
import { nimbleLockAnalyzer } from './nim/nimble-lock.ts';
import { flakeLockAnalyzer } from './nix/flake-lock.ts';
import { nixDatabaseAnalyzer, nixStoreAnalyzer } from './nix/nix.ts';
import {
  dunePackageAnalyzer,
  opamInstalledAnalyzer,
  opamProjectAnalyzer,
  opamSwitchAnalyzer,
} from './ocaml/opam.ts';
import { cartonAnalyzer } from './perl/carton.ts';
import { cpanInstalledAnalyzer, cpanMetaAnalyzer } from './perl/installed.ts';
import { rDescriptionAnalyzer } from './r/description.ts';
import { packratLockAnalyzer, renvLockAnalyzer } from './r/lock-files.ts';
import { helmLockAnalyzer } from './terraform/helm-lock.ts';
import { terraformLockAnalyzer, terraformModulesAnalyzer } from './terraform/terraform.ts';
import { flatpakAnalyzer } from './tools/flatpak.ts';
import { kernelAnalyzer } from './tools/kernel.ts';
import { nameLinker } from './tools/name-linker.ts';
import { scriptLibraryAnalyzer } from './tools/script-library.ts';
import { snapAnalyzer, snapSeedAnalyzer } from './tools/snap.ts';
import {
  globalJsonAnalyzer,
  miseAnalyzer,
  sdkmanAnalyzer,
  toolVersionsAnalyzer,
  versionFileAnalyzer,
} from './tools/version-files.ts';
import { wordpressPluginAnalyzer, wordpressThemeAnalyzer } from './wordpress/wordpress.ts';

/**
 * Readers of R, Haskell, Julia, Lua, Perl, OCaml, Nix and Nim, of Homebrew, Bitnami, WordPress, GitHub workflows, Terraform,
 * Helm, snaps and Flatpak, of model files and version files, and of scripts and kernels that no package manager knows.
 */
export const otherAnalyzers: readonly Analyzer[] = [
  rDescriptionAnalyzer,
  renvLockAnalyzer,
  packratLockAnalyzer,
  cabalFreezeAnalyzer,
  stackLockAnalyzer,
  stackYamlAnalyzer,
  haskellInstalledAnalyzer,
  juliaManifestAnalyzer,
  juliaProjectAnalyzer,
  rockspecAnalyzer,
  luarocksLockAnalyzer,
  cpanInstalledAnalyzer,
  cpanMetaAnalyzer,
  cartonAnalyzer,
  opamInstalledAnalyzer,
  opamSwitchAnalyzer,
  opamProjectAnalyzer,
  dunePackageAnalyzer,
  nixDatabaseAnalyzer,
  nixStoreAnalyzer,
  flakeLockAnalyzer,
  brewReceiptAnalyzer,
  brewFormulaAnalyzer,
  brewCaskAnalyzer,
  bitnamiSpdxAnalyzer,
  bitnamiListAnalyzer,
  wordpressPluginAnalyzer,
  wordpressThemeAnalyzer,
  githubWorkflowAnalyzer,
  githubActionAnalyzer,
  preCommitAnalyzer,
  terraformLockAnalyzer,
  terraformModulesAnalyzer,
  helmLockAnalyzer,
  nimbleLockAnalyzer,
  ggufAnalyzer,
  safetensorsAnalyzer,
  onnxAnalyzer,
  huggingFaceCacheAnalyzer,
  modelScopeAnalyzer,
  versionFileAnalyzer,
  toolVersionsAnalyzer,
  miseAnalyzer,
  sdkmanAnalyzer,
  globalJsonAnalyzer,
  snapAnalyzer,
  snapSeedAnalyzer,
  flatpakAnalyzer,
  kernelAnalyzer,
  scriptLibraryAnalyzer,
];

/** The edges between packages of those that ask for others by name; files that list all of them state theirs. */
export const otherLinkers: readonly Linker[] = [
  nameLinker({
    id: 'language/r',
    title: 'dependencies between R packages',
    ecosystem: 'cran',
    levelsUp: 1,
  }),
  nameLinker({
    id: 'language/haskell',
    title: 'dependencies between Haskell packages',
    ecosystem: 'hackage',
    levelsUp: 0,
  }),
  nameLinker({
    id: 'language/julia',
    title: 'dependencies between Julia packages',
    ecosystem: 'julia',
    // `packages/NAME/SLUG/Project.toml`; a project stands beside its manifest.
    levelsUp: (path) => (path.includes('/packages/') ? 2 : 0),
  }),
  nameLinker({
    id: 'language/lua',
    title: 'dependencies between Lua rocks',
    ecosystem: 'luarocks',
    levelsUp: (path) => (path.includes('/rocks') ? 2 : 0),
  }),
  nameLinker({
    id: 'language/perl',
    title: 'dependencies between Perl distributions',
    ecosystem: 'cpan',
    // `.meta/NAME-VERSION/install.json`
    levelsUp: 1,
  }),
  nameLinker({
    id: 'language/ocaml',
    title: 'dependencies between OCaml packages',
    ecosystem: 'opam',
    levelsUp: (path) => (path.includes('/.opam-switch/') ? 1 : 0),
  }),
  nameLinker({
    id: 'language/snap',
    title: 'bases of snaps',
    ecosystem: 'snap',
    levelsUp: 3,
  }),
];
