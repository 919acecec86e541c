import { join } from 'node:path';
import { isCaissonError } from '#kit/error.ts';
import { openReportKey } from '#reporting/signing-key.ts';
import type { DeliveryParts } from '../delivery/delivery.ts';
import { callerNow } from '../identity/authenticator.ts';
import type { IngestDoor } from '../live/ingest-door.ts';
import type { OpenPlatform } from '../open-platform.ts';
import type { ReportParts } from '../operations/report.ts';
import type { ResponseRunner } from '../operations/response.ts';
import { type OperationParts, reportSources } from '../operations.ts';
import { agesOf } from './ages.ts';
import type { FaultWatch } from './fault-watch.ts';
import type { LiveRules } from './live-rules.ts';
import { mailOf } from './mail.ts';
import { shownStore } from './places.ts';
import { storageOf } from './storage.ts';
import type { UpOptions } from './up-options.ts';

/** What the operations share with the rest of the platform. */
export interface RunningParts {
  readonly platform: OpenPlatform;
  readonly faults: FaultWatch;
  readonly rules: LiveRules;
  readonly ingest: IngestDoor;
  readonly responses: ResponseRunner;
  readonly onRules: () => void;
}

/** Everything that operations, deliveries and reports stand on. */
export function operationParts(
  options: UpOptions,
  { platform, faults, rules, ingest, responses, onRules }: RunningParts,
): {
  readonly operations: OperationParts;
  readonly delivery: DeliveryParts;
  readonly reports: ReportParts;
} {
  const { config, stateDirectory, version } = options;
  const { scope, vault, database } = platform;
  const delivery = deliveryParts(options, platform);
  const started = scope.clock().getTime();
  const oidc = config.text('oidc.issuer') === '' ? {} : { external: config.text('oidc.name') };
  const operations: OperationParts = {
    ...platform,
    ...oidc,
    config,
    signer: vault,
    delivery,
    ingest,
    responses,
    onRules,
    checks: options.checks,
    rules: () => rules.shown(),
    evidenceDirectory: join(stateDirectory, 'evidence'),
    ages: async () => agesOf(options.openIndex, scope.clock().getTime()),
    storage: () => storageOf(options, platform),
    impaired: () => [...faults.blind],
    about: async () => aboutOf(options, platform, started),
    reporting: {
      key: openReportKey(platform.directory),
      tool: { name: 'caisson', version },
      callerOf: (owner) => callerNow(database, owner, scope.clock().getTime()),
      ...(options.fontDirectory !== undefined && { fonts: options.fontDirectory }),
      ...mailOf(config),
    },
  };
  const sources = reportSources(operations);
  return { operations, delivery, reports: { ...platform, ...operations.reporting, sources } };
}

function deliveryParts({ config, version }: UpOptions, platform: OpenPlatform): DeliveryParts {
  const url = config.text('url').replace(/\/+$/u, '');
  const exportDirectory = config.text('export.directory');
  const { vault } = platform;
  return {
    platform,
    forgetBy: () => platform.believed.now(),
    ...(exportDirectory !== '' && { exportDirectory }),
    vault,
    origin: {
      version,
      installation: vault.sign('installation', 'id').slice(0, 16),
      ...(url !== '' && { publicUrl: url }),
    },
  };
}

function aboutOf(
  options: UpOptions,
  { bus }: OpenPlatform,
  started: number,
): Awaited<ReturnType<OperationParts['about']>> {
  return {
    version: options.version,
    store: shownStore(options),
    bus: bus.state.kind === 'nats' ? bus.state.server : 'in process',
    node: process.version,
    started,
    database: databaseInUse(options),
  };
}

/** Which advisories are in use; as if there were none where they cannot be read. */
function databaseInUse({
  openIndex,
}: UpOptions): Awaited<ReturnType<OperationParts['about']>>['database'] {
  try {
    using index = openIndex();
    const { build, builtAt, origin } = index.facts();
    return { build, builtAt, origin };
  } catch (error) {
    if (!isCaissonError(error)) throw error;
    return { build: '', builtAt: '', origin: 'none' };
  }
}
