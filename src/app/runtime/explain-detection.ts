import type { Detection } from '#model/detection.ts';
import type { RuntimeStore } from '#store/runtime-store.ts';

const incidentLimit = 2000;

/** The detection of that id or end of an id, with its incident; undefined when nothing of it is kept. */
export function detectionNamed(
  store: RuntimeStore,
  id: string,
): { readonly detection: Detection; readonly incident?: string } | undefined {
  const incidents = store.incidents({ limit: incidentLimit });
  const kept = store.detection(id);
  const holder = incidents.find(({ detections }) =>
    detections.some((one) => (kept === undefined ? one.id.endsWith(id) : one.id === kept.id)),
  );
  const detection = kept ?? holder?.detections.find((one) => one.id.endsWith(id));
  if (detection === undefined) return undefined;
  return holder === undefined ? { detection } : { detection, incident: holder.id };
}
