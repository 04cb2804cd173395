import { gauge } from './instruments.ts';

/** Measures this process; returns a function that ends it. */
export function measureProcess(): () => void {
  let last = performance.eventLoopUtilization();
  const ends = [
    gauge('process.memory.usage', () => [{ value: process.memoryUsage.rss(), labels: {} }]),
    gauge('nodejs.eventloop.utilization', () => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, last);
      last = now;
      return [{ value: utilization, labels: {} }];
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}
