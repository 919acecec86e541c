import type { Operations, Platform } from '#contract/platform.ts';
import type { DeliveryParts } from './delivery/delivery.ts';
import { assetOperations } from './operations/asset.ts';
import { type AuditParts, auditOperations } from './operations/audit.ts';
import { changeOperations } from './operations/change.ts';
import { clusterOperations } from './operations/cluster.ts';
import { type ComplianceParts, complianceOperations } from './operations/compliance.ts';
import { destinationOperations } from './operations/destination.ts';
import { exceptionOperations } from './operations/exception.ts';
import { findingOperations } from './operations/finding.ts';
import { type IncidentParts, incidentOperations } from './operations/incident.ts';
import { ingestOperations } from './operations/ingest.ts';
import { jobOperations } from './operations/job.ts';
import { networkOperations } from './operations/network.ts';
import { type OverviewParts, overviewOperations } from './operations/overview.ts';
import { registryOperations } from './operations/registry.ts';
import { type ReportParts, reportOperations } from './operations/report.ts';
import { type ResponseParts, responseOperations } from './operations/response.ts';
import { type RuntimeParts, runtimeOperations } from './operations/runtime.ts';
import { scanOperations } from './operations/scan.ts';
import { type SessionParts, sessionOperations } from './operations/session.ts';
import { type SettingParts, settingOperations } from './operations/setting.ts';
import { userOperations } from './operations/user.ts';
import { viewOperations } from './operations/view.ts';
import { workloadOperations } from './operations/workload.ts';
import { remembered } from './remembered.ts';

/** What all operations together stand on. */
export type OperationParts = AuditParts &
  ComplianceParts &
  IncidentParts &
  OverviewParts &
  ResponseParts &
  RuntimeParts &
  SessionParts &
  SettingParts &
  Parameters<typeof ingestOperations>[0] & {
    readonly delivery: DeliveryParts;
    /** Reports are made of what other operations answer. */
    readonly reporting: Omit<ReportParts, 'sources' | keyof Platform>;
  };

/** Every operation of the API. What is missing here does not compile. */
export function operationsOf(parts: OperationParts): Operations {
  const sources = reportSources(parts);
  const { changes } = parts;
  return {
    ...sources,
    // What the first page asks for reads over everything.
    readOverview: remembered(changes, sources.readOverview),
    readFixFirst: remembered(changes, sources.readFixFirst),
    listVulnerabilities: remembered(changes, sources.listVulnerabilities),
    ...scanOperations(parts),
    ...jobOperations(parts),
    ...registryOperations(parts),
    ...clusterOperations(parts),
    ...workloadOperations(parts),
    ...runtimeOperations(parts),
    ...responseOperations(parts),
    ...networkOperations(parts),
    ...ingestOperations(parts),
    ...changeOperations(parts),
    ...destinationOperations(parts.delivery),
    ...reportOperations({ ...parts, ...parts.reporting, sources }),
    ...sessionOperations(parts),
    ...userOperations(parts),
    ...auditOperations(parts),
    ...settingOperations(parts),
    ...viewOperations(parts),
  };
}

/** What reports are made of. */
export function reportSources(parts: OperationParts) {
  return {
    ...findingOperations(parts),
    ...exceptionOperations(parts),
    ...assetOperations(parts),
    ...overviewOperations(parts),
    ...complianceOperations(parts),
    ...incidentOperations(parts),
  };
}
