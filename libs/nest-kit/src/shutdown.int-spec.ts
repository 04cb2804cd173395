import { type ChildProcess, spawn } from 'node:child_process';
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

  /** A process that stops in one step of the given length; runs `onRunning` once it waits. */
  async function stopped(stepMs: number, onRunning: (child: ChildProcess) => void) {
    const source = `
      const { runUntilSignal } = await import('./shutdown.ts');
      const alive = setInterval(() => undefined, 1000);
      const run = () => new Promise((resolve) => {
        console.log('stopping');
        setTimeout(() => { clearInterval(alive); console.log('stopped'); resolve(); }, ${stepMs});
      });
      const code = runUntilSignal([{ name: 'one', run }]);
      console.log('running');
      process.exitCode = await code;`;
    const child = spawn(
      process.execPath,
      ['--conditions=@kfunc-census/source', '--input-type=module', '-e', source],
      { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let out = '';
    child.stdout.once('data', () => onRunning(child));
    child.stdout.on('data', (data: Buffer) => {
      out += data.toString();
    });
    const [code] = await once(child, 'exit');
    return [code, out.includes('stopped')];
  }

  it.each(['SIGTERM', 'SIGINT'] as const)('stops on %s', async (signal) => {
    expect(await stopped(0, (child) => child.kill(signal))).toEqual([0, true]);
  });

  it('takes an echo of the signal for the same wish', async () => {
    const twice = (child: ChildProcess): void => {
      child.stdout?.once('data', () => child.kill('SIGINT'));
      child.kill('SIGINT');
    };
    expect(await stopped(300, twice)).toEqual([0, true]);
  });

  it('ends at once on a second signal after that', async () => {
    const later = (child: ChildProcess): void => {
      child.stdout?.once('data', () => setTimeout(() => child.kill('SIGINT'), 1_100));
      child.kill('SIGINT');
    };
    expect(await stopped(60_000, later)).toEqual([1, false]);
  });
});
