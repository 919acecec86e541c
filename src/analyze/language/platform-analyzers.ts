import type { Analyzer, Linker } from '#contract/analyzer.ts';
import { gleamManifestAnalyzer } from './beam/gleam-manifest.ts';
import { otpLinker } from './beam/linker.ts';
import { mixLockAnalyzer } from './beam/mix-lock.ts';
import { otpApplicationAnalyzer } from './beam/otp-application.ts';
import { rebarLockAnalyzer } from './beam/rebar-lock.ts';
import { podfileLockAnalyzer } from './cocoapods/podfile-lock.ts';
import { condaLockAnalyzer } from './conda/conda-lock.ts';
import { condaMetaAnalyzer } from './conda/conda-meta.ts';
import { condaEnvironmentAnalyzer } from './conda/environment.ts';
import { condaExplicitAnalyzer } from './conda/explicit-list.ts';
import { condaLinker } from './conda/linker.ts';
import { pixiLockAnalyzer } from './conda/pixi-lock.ts';
import { conanLockAnalyzer } from './cpp/conan-lock.ts';
import { conanfileAnalyzer, conaninfoAnalyzer } from './cpp/conan-text.ts';
import { vcpkgSpdxAnalyzer, vcpkgStatusAnalyzer } from './cpp/vcpkg-installed.ts';
import { vcpkgManifestAnalyzer } from './cpp/vcpkg-manifest.ts';
import { pubspecLockAnalyzer } from './dart/pubspec-lock.ts';
import { denoJsonAnalyzer } from './deno/deno-json.ts';
import { denoLockAnalyzer } from './deno/deno-lock.ts';
import { nugetLinker } from './dotnet/nuget-linker.ts';
import { nuspecAnalyzer } from './dotnet/nuspec.ts';
import { paketLockAnalyzer } from './dotnet/paket-lock.ts';
import { projectAssetsAnalyzer } from './dotnet/project-assets.ts';
import { dotnetProjectAnalyzer } from './dotnet/project-file.ts';
import { dotnetToolsAnalyzer, runtimeConfigAnalyzer } from './dotnet/tool-manifest.ts';
import { goSumAnalyzer } from './go/go-sum.ts';
import { goVendorAnalyzer } from './go/vendor-modules.ts';
import { bazelMavenAnalyzer } from './java/bazel-maven.ts';
import { ivyAnalyzer } from './java/ivy.ts';
import { sbtLockAnalyzer } from './java/sbt-lock.ts';
import { verificationMetadataAnalyzer } from './java/verification-metadata.ts';
import { versionCatalogAnalyzer } from './java/version-catalog.ts';
import { npmHiddenLockAnalyzer } from './npm/hidden-lock.ts';
import { yarnCacheAnalyzer } from './npm/yarn-cache.ts';
import { pearLinker } from './php/pear-linker.ts';
import { pearRegistryAnalyzer } from './php/pear-registry.ts';
import { eggRequiresAnalyzer, pythonRequestedAnalyzer } from './python/beside-metadata.ts';
import { eggArchiveAnalyzer } from './python/egg-archive.ts';
import { pyprojectAnalyzer } from './python/pyproject.ts';
import { pythonRecordAnalyzer } from './python/record-file.ts';
import { setupFileAnalyzer } from './python/setup-file.ts';
import { cartfileAnalyzer } from './swift/cartfile-resolved.ts';
import { swiftResolvedAnalyzer } from './swift/package-resolved.ts';

/** Lock files, manifests and installed packages of further platforms, and further files of the known ones. */
export const platformAnalyzers: readonly Analyzer[] = [
  bazelMavenAnalyzer,
  cartfileAnalyzer,
  conanLockAnalyzer,
  conanfileAnalyzer,
  conaninfoAnalyzer,
  condaEnvironmentAnalyzer,
  condaExplicitAnalyzer,
  condaLockAnalyzer,
  condaMetaAnalyzer,
  denoJsonAnalyzer,
  denoLockAnalyzer,
  dotnetProjectAnalyzer,
  dotnetToolsAnalyzer,
  eggArchiveAnalyzer,
  gleamManifestAnalyzer,
  eggRequiresAnalyzer,
  goSumAnalyzer,
  goVendorAnalyzer,
  ivyAnalyzer,
  mixLockAnalyzer,
  npmHiddenLockAnalyzer,
  nuspecAnalyzer,
  otpApplicationAnalyzer,
  paketLockAnalyzer,
  pearRegistryAnalyzer,
  pixiLockAnalyzer,
  podfileLockAnalyzer,
  projectAssetsAnalyzer,
  pubspecLockAnalyzer,
  pyprojectAnalyzer,
  pythonRequestedAnalyzer,
  pythonRecordAnalyzer,
  rebarLockAnalyzer,
  runtimeConfigAnalyzer,
  sbtLockAnalyzer,
  setupFileAnalyzer,
  swiftResolvedAnalyzer,
  vcpkgManifestAnalyzer,
  vcpkgSpdxAnalyzer,
  vcpkgStatusAnalyzer,
  verificationMetadataAnalyzer,
  versionCatalogAnalyzer,
  yarnCacheAnalyzer,
];

/** The edges between installed packages of these platforms, where no single file states them. */
export const platformLinkers: readonly Linker[] = [condaLinker, nugetLinker, otpLinker, pearLinker];
