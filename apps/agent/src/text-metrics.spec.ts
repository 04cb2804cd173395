import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { metricsText, writeMetrics } from './text-metrics.ts';

describe('metricsText', () => {
  it('has each family once, with its labels, and an end', () => {
    const losses = (reason: string) => ({
      name: 'kfunc_census_agent_losses' as const,
      value: 3,
      labels: { reason },
    });
    const complete = { name: 'kfunc_census_agent_scan_complete' as const, value: 1 };
    expect(metricsText([losses('denied'), complete, losses('a "b"\n')])).toBe(
      [
        '# TYPE kfunc_census_agent_losses gauge',
        '# HELP kfunc_census_agent_losses What could not be seen since the boot, by reason (report.md).',
        'kfunc_census_agent_losses{reason="denied"} 3',
        'kfunc_census_agent_losses{reason="a \\"b\\"\\n"} 3',
        '# TYPE kfunc_census_agent_scan_complete gauge',
        '# HELP kfunc_census_agent_scan_complete 1 if that scan read every program and named every call site.',
        'kfunc_census_agent_scan_complete 1',
        '# EOF\n',
      ].join('\n'),
    );
  });
});

describe('writeMetrics', () => {
  it('leaves one file that all may read, and nothing where there is no directory', () => {
    const directory = mkdtempSync(join(tmpdir(), 'agent-metrics-'));
    const metrics = [{ name: 'kfunc_census_agent_send_exit_code' as const, value: 4 }];
    writeMetrics(directory, 'kfunc-census-send.prom', metrics);
    writeMetrics(directory, 'kfunc-census-send.prom', metrics);
    expect(readdirSync(directory)).toEqual(['kfunc-census-send.prom']);
    const file = join(directory, 'kfunc-census-send.prom');
    expect(statSync(file).mode & 0o777).toBe(0o644);
    expect(readFileSync(file, 'utf8')).toContain('kfunc_census_agent_send_exit_code 4\n');
    rmSync(directory, { recursive: true });
    expect(() => writeMetrics(directory, 'kfunc-census-send.prom', metrics)).toThrow('ENOENT');
  });
});
