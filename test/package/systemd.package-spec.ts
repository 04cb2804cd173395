/** The units under systemd, in a machine of its own: Debian 12 with its kernel. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realPart } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startGateway, type TestGateway } from '../gateway.ts';
import { bootDebian, type MachineResult } from './machine.ts';
import { absentParts } from './tools.ts';

const part = realPart('a machine with systemd', () =>
  absentParts(inject('absent'), 'debootstrap', 'qemu-system-x86_64', 'mkfs.ext4', 'depmod'),
);
const deb = inject('packages').find(
  (each) => each.format === 'deb' && each.architecture === 'amd64',
);
const token = 'token-that-may-send';
let folder: string;
let gateway: TestGateway;
let machine: MachineResult;

describe.skipIf(part.skip)(part.title, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'machine-'));
    gateway = await startGateway(token);
    machine = await bootDebian(folder, deb?.path ?? '', token, Number(new URL(gateway.url).port));
  });
  afterAll(async () => {
    await gateway.close();
    rmSync(folder, { recursive: true });
  });

  const show = (name: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      machine
        .text(name)
        .split('\n')
        .map((line) => line.split(/=(.*)/s, 2)),
    );

  it('fires both timers, and both services end well', () => {
    for (const name of ['kfunc-census-scan', 'kfunc-census-send']) {
      expect(show(`${name}.timer.show`).LastTriggerUSec).not.toBe('');
      expect([machine.text(`${name}.log`), show(`${name}.show`).Result]).toEqual([
        expect.any(String),
        'success',
      ]);
    }
  });

  it('brings the report of that kernel to the gateway, and leaves no report and no process', () => {
    const report = gateway.published.find(({ kind }) => kind === 'report');
    const [host = ''] = Buffer.from(report?.value ?? '')
      .toString()
      .split('\n');
    expect(JSON.parse(host)).toMatchObject({
      org: 'acme',
      late: 0,
      release: expect.stringMatching(/^6\.1\./),
    });
    expect(machine.text('spool-after-scan')).toMatch(/report-/);
    expect(machine.text('spool-after-send')).not.toMatch(/report-/);
    expect(machine.text('processes')).toBe('');
  });

  it('loads no BPF program, and neither does systemd for its units', () => {
    expect(machine.text('ids-after')).toBe(machine.text('ids-before'));
    expect(machine.text('ids-after-send')).toBe(machine.text('ids-before'));
  });

  it('gives the scan its four capabilities, the symbols of the kernel, and no Internet socket', () => {
    const inside = JSON.parse(machine.text('proof-scan'));
    const four = ((1n << 2n) | (1n << 19n) | (1n << 21n) | (1n << 34n))
      .toString(16)
      .padStart(16, '0');
    expect(inside).toMatchObject({
      CapEff: four,
      CapBnd: four,
      CapAmb: four,
      NoNewPrivs: '1',
      Seccomp: '2',
    });
    expect(inside.uid).toBeGreaterThan(0);
    expect(inside['/proc/kallsyms']).toBeGreaterThan(1_000_000);
    expect(inside.inet).toBe('EAFNOSUPPORT');
    expect(inside.usr).toBe('EROFS');
  });

  it('gives the send no capability, and a socket that leads to the gateway', () => {
    const inside = JSON.parse(machine.text('proof-send'));
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
      expect([set, inside[set]]).toEqual([set, '0000000000000000']);
    expect(inside).toMatchObject({
      NoNewPrivs: '1',
      Seccomp: '2',
      inet: 'connected',
      usr: 'EROFS',
    });
    expect(inside['/proc/kallsyms']).not.toBeTypeOf('number');
  });
});
