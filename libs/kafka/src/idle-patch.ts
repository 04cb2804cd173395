import { createRequire } from 'node:module';

/** What the patch needs to know of kafkajs' `src/network/requestQueue/index.js`, version 2.2.4. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  /** Unix time in ms until which the broker asked this client to wait; -1 when it did not. */
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

const require = createRequire(import.meta.url);

const {
  prototype: queue,
}: { readonly prototype: RequestQueue } = require('kafkajs/src/network/requestQueue');
const original = queue.scheduleCheckPendingRequests;

/**
 * kafkajs 2.2.4 re-arms a timer for ever on every connection, even when nothing waits: some 1,000
 * wake-ups a second and connection, and a TimeoutNegativeWarning on Node 24 (kafkajs#1751, fixes
 * #1755 and #1768 never merged). The check is only needed while something waits to be sent: what is
 * sent later schedules its own. Returns a function that takes the patch out again, for its test.
 */
export function patchIdleSpin(): () => void {
  queue.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0) original.call(this);
  };
  return () => {
    queue.scheduleCheckPendingRequests = original;
  };
}
