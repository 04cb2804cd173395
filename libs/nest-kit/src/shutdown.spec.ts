import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { runUntilSignal } from './index.ts';

Logger.overrideLogger(false);

describe('runUntilSignal', () => {
  it('runs the steps in order, past one that fails and one that hangs', async () => {
    const ran: string[] = [];
    const step = (name: string, run: () => Promise<void> = async () => undefined) => ({
      name,
      run: () => {
        ran.push(name);
        return run();
      },
    });
    const steps = [
      step('fails', () => Promise.reject(new Error('expected in this test'))),
      step('hangs', () => new Promise(() => undefined)),
      step('last'),
    ];
    expect(await runUntilSignal(steps, { until: Promise.resolve(), stepTimeoutMs: 20 })).toBe(1);
    expect(ran).toEqual(['fails', 'hangs', 'last']);
  });

  it('ends with 0 when the work ended, and with 1 when it failed', async () => {
    expect(await runUntilSignal([], { until: Promise.resolve() })).toBe(0);
    expect(await runUntilSignal([], { until: Promise.reject(new Error('expected')) })).toBe(1);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('stops on %s', async (signal) => {
    const source = `
      const { runUntilSignal } = await import('./shutdown.ts');
      const alive = setInterval(() => undefined, 1000);
      const run = async () => { clearInterval(alive); console.log('stopped'); };
      const code = runUntilSignal([{ name: 'one', run }]);
      console.log('running');
      process.exitCode = await code;`;
    const child = spawn(
      process.execPath,
      ['--conditions=@kfunc-census/source', '--input-type=module', '-e', source],
      { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let out = '';
    child.stdout.once('data', () => child.kill(signal));
    child.stdout.on('data', (data: Buffer) => {
      out += data.toString();
    });
    const [code] = await once(child, 'exit');
    expect([code, out.includes('stopped')]).toEqual([0, true]);
  });
});
