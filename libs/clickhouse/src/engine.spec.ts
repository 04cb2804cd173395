import { readdirSync, readFileSync } from 'node:fs';
import type { ClickHouseClient } from '@clickhouse/client';
import { describe, expect, it, vi } from 'vitest';
import { clientMilliseconds, engineOf, longMilliseconds, settings } from './engine.ts';

const clientOf = () => {
  const command = vi.fn(async (_: { readonly query: string }) => ({}));
  const close = vi.fn(async () => undefined);
  return { command, close, client: { command, close } as unknown as ClickHouseClient };
};
const textOf = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');

describe('engineOf', () => {
  it('has long statements run by the client that waits longer, and closes both', async () => {
    const usual = clientOf();
    const patient = clientOf();
    const engine = engineOf(usual.client, 'census', patient.client);
    await engine.run('SELECT 1');
    await engine.runLong('OPTIMIZE');
    expect(usual.command.mock.calls.map(([{ query }]) => query)).toEqual(['SELECT 1']);
    expect(patient.command.mock.calls.map(([{ query }]) => query)).toEqual(['OPTIMIZE']);
    await engine.close();
    expect([usual.close, patient.close].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  });

  it('waits longer than the server works, for statements of either kind', () => {
    expect(clientMilliseconds).toBeGreaterThan(settings.max_execution_time * 1000);
    const queries = new URL('../queries/', import.meta.url);
    const limits = readdirSync(queries)
      .filter((file) => file.endsWith('.sql'))
      .flatMap((file) => [...textOf(`../queries/${file}`).matchAll(/max_execution_time = (\d+)/g)])
      .map(([, seconds]) => Number(seconds));
    expect(limits).not.toEqual([]);
    for (const seconds of limits) expect(longMilliseconds).toBeGreaterThan(seconds * 1000);
  });

  it('runs each statement with a limit of its own as a long one', () => {
    const queries = new URL('../queries/', import.meta.url);
    const long = readdirSync(queries).filter(
      (file) =>
        file.endsWith('.sql') && textOf(`../queries/${file}`).includes('max_execution_time'),
    );
    const source = textOf('roll-up-store.ts');
    for (const file of long) {
      const name = file.replace('.sql', '');
      const key = new RegExp(`(\\w+): queryText\\('${name}'\\)`).exec(source)?.[1];
      expect([name, source.includes(`engine.runLong(sql.${key}`)]).toEqual([name, true]);
    }
  });
});
