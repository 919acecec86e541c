import type { ActionKind } from '#model/response.ts';
import type { Action } from './action.ts';
import { capture } from './capture.ts';
import { denyExec } from './deny-exec.ts';
import { restartContainer, stopContainer } from './engine.ts';
import { freeze } from './freeze.ts';
import { isolateService } from './isolate-service.ts';
import { killContainer, killProcess } from './kill.ts';
import { cordonNode } from './node.ts';
import { notify } from './notify.ts';
import { deletePod, labelPod } from './pod.ts';
import { quarantineNetwork } from './quarantine.ts';
import { snapshot } from './snapshot.ts';

/** What each kind of action is. */
export const actions: Readonly<Record<ActionKind, Action>> = {
  'deny-exec': denyExec,
  'quarantine-network': quarantineNetwork,
  freeze,
  snapshot,
  'kill-process': killProcess,
  'kill-container': killContainer,
  'stop-container': stopContainer,
  'restart-container': restartContainer,
  'isolate-service': isolateService,
  'label-pod': labelPod,
  'delete-pod': deletePod,
  'cordon-node': cordonNode,
  capture,
  notify,
};
