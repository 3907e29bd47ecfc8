/** What Knative itself asks of a model's pods (knative serving: activator and autoscaler probes, queue-proxy ports). */

/** Paths of readiness probes, metrics and the shutdown hook; none of them reaches the model. */
export const PROBE_PATHS: ReadonlySet<string> = new Set(['/healthz', '/metrics', '/ready', '/wait-for-drain']);

/** queue-proxy's metrics and admin ports. */
export const SCRAPE_PORTS: ReadonlySet<string> = new Set(['9090', '9091', '8022']);
