import type { WatchListener } from '../../runtime/watch.ts';

/** A listener of a watch that looks at its events another way, with those that a person beside it wants to see. */
export function toldListener(own: WatchListener, also: WatchListener | undefined): WatchListener {
  return {
    ready(containers) {
      also?.ready(containers);
      own.ready(containers);
    },
    detection(detection) {
      also?.detection(detection);
      own.detection(detection);
    },
    incident(incident, isNew) {
      also?.incident(incident, isNew);
      own.incident(incident, isNew);
    },
    loss(loss) {
      also?.loss(loss);
      own.loss(loss);
    },
    action(time, text, isSimulated) {
      also?.action(time, text, isSimulated);
      own.action(time, text, isSimulated);
    },
    note(time, text) {
      also?.note(time, text);
      own.note(time, text);
    },
    ...(also?.event !== undefined && { event: (event) => also.event?.(event) }),
  };
}
