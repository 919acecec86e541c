import type { DeliveryRecord } from '#contract/delivery.ts';
import { given } from '#event/given.ts';
import type { Severity } from '#model/severity.ts';
import { attackTagsOf } from './attack.ts';

const severityIds: Readonly<Record<Severity, number>> = {
  unknown: 0,
  negligible: 1,
  low: 2,
  medium: 3,
  high: 4,
  critical: 5,
};
const activityIds = { create: 1, update: 2, close: 3 } as const;

/** What every event of OCSF 1.8.0 begins with. */
export interface OcsfHead {
  readonly classUid: number;
  readonly activity: number;
  /** Said in words where `activity` is 99. */
  readonly activityName?: string;
  readonly profiles?: readonly string[];
  /** What has no attribute in the schema: stands in `unmapped.caisson`. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Create, update, close: the life cycle of a finding, always with the same `finding_info.uid`. */
export function lifeCycleOf({ activity }: DeliveryRecord): number {
  return activityIds[activity];
}

/** Attributes of the base event. */
export function ocsfBase(
  record: DeliveryRecord,
  { classUid, activity, activityName, profiles, more }: OcsfHead,
) {
  const { kind, subject, place, data, product } = record;
  return given({
    class_uid: classUid,
    category_uid: Math.floor(classUid / 1000),
    activity_id: activity,
    activity_name: activityName,
    type_uid: classUid * 100 + activity,
    severity_id: severityIds[record.severity],
    time: Math.floor(record.time),
    message: record.text,
    metadata: given({
      version: '1.8.0',
      uid: record.id,
      product: { name: 'Caisson', vendor_name: 'Caisson', version: product.version },
      event_code: kind,
      profiles,
    }),
    unmapped: {
      caisson: given({
        kind,
        subject,
        place,
        data,
        installation: product.installation,
        url: record.url,
        ...more,
      }),
    },
  });
}

/** `finding_info`: what the finding is called everywhere and always. */
export function findingInfo(record: DeliveryRecord, title: string, uid: string) {
  return given({ uid, title, desc: record.text, src_url: record.url });
}

/** The rule as `analytic`. */
export function analyticOf(name: string, uid?: string) {
  return given({ type_id: 1, type: 'Rule', name, uid });
}

/** Tags as `attacks`: a technique or sub-technique each, then tactics that stand alone. */
export function attacksOf(tags: readonly string[]) {
  const { techniques, tactics } = attackTagsOf(tags);
  const attacks = [
    ...techniques.map((uid) =>
      uid.includes('.')
        ? { technique: { uid: uid.slice(0, 5) }, sub_technique: { uid } }
        : { technique: { uid } },
    ),
    ...tactics.map((tactic) => ({ tactic })),
  ];
  return attacks.length === 0 ? {} : { attacks };
}
