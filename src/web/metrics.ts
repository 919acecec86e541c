import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Figures about the HTTP face, in a registry of its own. */
export interface HttpMetrics {
  readonly registry: Registry;
  readonly seconds: Histogram<'operation' | 'status'>;
  readonly refused: Counter<'reason'>;
  readonly streams: Gauge;
}

export function createHttpMetrics(): HttpMetrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    seconds: new Histogram({
      name: 'caisson_http_request_seconds',
      help: 'Time to answer a request, by operation and class of status',
      labelNames: ['operation', 'status'],
      buckets: [0.005, 0.025, 0.1, 0.3, 1, 3, 10],
      registers,
    }),
    refused: new Counter({
      name: 'caisson_http_refused_total',
      help: 'Calls that were refused',
      labelNames: ['reason'],
      registers,
    }),
    streams: new Gauge({
      name: 'caisson_http_streams',
      help: 'Live views that are open',
      registers,
    }),
  };
}
