import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../lib/run.ts';
import { lintScan, lintSend, parseUnit } from './unit-lint.ts';

const text = (name: string): string =>
  readFileSync(join(root, `deploy/agent/systemd/kfunc-census-${name}.service`), 'utf8');

describe('parseUnit', () => {
  it('reads settings, joined lines, and no comment', () => {
    const unit = '[Service]\n# No=x\nA=1\n A = 2 3 \\\n 4\n;B=1\nEmpty=\n';
    expect(parseUnit(unit)).toEqual([
      ['A', '1'],
      ['A', '2 3   4'],
      ['Empty', ''],
    ]);
  });
});

const scan = text('scan');
const send = text('send');

describe('the unit that scans', () => {
  it('has nothing that blinds the agent or loads BPF', () => {
    expect(lintScan(parseUnit(scan))).toEqual([]);
  });

  it.each([
    'ProtectKernelLogs=yes',
    'ProtectKernelTunables=true',
    'ProcSubset=pid',
    'ProtectProc=invisible',
    'PrivateUsers=1',
    'PrivateUsers=self',
    'PrivateNetwork=yes',
    'PrivatePIDs=yes',
    'PrivateDevices=yes',
    'ProtectClock=yes',
    'DevicePolicy=closed',
    'DeviceAllow=/dev/null rw',
    'IPAddressDeny=any',
    'IPAddressAllow=10.0.0.0/8',
    'IPAccounting=yes',
    'RestrictNetworkInterfaces=lo',
    'SocketBindDeny=any',
    'SocketBindAllow=tcp',
    'RestrictFileSystems=ext4',
    'BPFProgram=egress:/sys/fs/bpf/x',
    'CPUQuota=20%',
    'CPUWeight=10',
    'StartupCPUWeight=10',
    'IOWeight=10',
    'IOReadBandwidthMax=/dev/vda 1M',
    'CPUAccounting=yes',
    'Delegate=yes',
    'MemoryDenyWriteExecute=yes',
    'DynamicUser=yes',
    'RootDirectory=/srv',
    'RootImage=/x.raw',
  ])('may not have %s', (setting) => {
    expect(lintScan(parseUnit(`${scan}${setting}\n`))).toEqual([
      expect.stringContaining(`${setting}: `),
    ]);
  });

  it.each(['ProtectKernelLogs=no', 'DevicePolicy=auto', 'IPAddressDeny=', 'ProcSubset=all'])(
    'may have %s, which changes nothing',
    (setting) => expect(lintScan(parseUnit(`${scan}${setting}\n`))).toEqual([]),
  );

  it.each([
    [/^SystemCallFilter=@system-service bpf$/m, 'SystemCallFilter=@system-service', /lacks bpf/],
    [/^SystemCallFilter=~.*$/m, 'SystemCallFilter=~bpf', /denies bpf/],
    [/^CapabilityBoundingSet=.*$/m, 'CapabilityBoundingSet=CAP_SYS_ADMIN', /lacks CAP_SYSLOG/],
    [/^AmbientCapabilities=.*$/m, 'AmbientCapabilities=CAP_SYSLOG', /lacks CAP_SYS_ADMIN/],
    [/^RestrictAddress.*$/m, 'RestrictAddressFamilies=AF_UNIX AF_NETLINK AF_INET', /no Internet/],
    [/^RestrictAddress.*$/m, 'RestrictAddressFamilies=AF_UNIX', /lacks AF_NETLINK/],
  ])('may not have %s as %s', (line, instead, problem) => {
    const changed = scan.replace(line, instead);
    expect(changed).not.toBe(scan);
    expect(lintScan(parseUnit(changed))).toEqual([expect.stringMatching(problem)]);
  });

  it('may not be without a restriction of address families', () => {
    const changed = scan.replace(/^RestrictAddress.*$/m, '');
    expect(lintScan(parseUnit(changed))).toHaveLength(2);
  });

  it('explains each exception', () => {
    const explained = [...scan.matchAll(/^# {3}([A-Z]\w+(?:, \w+)*)/gm)].flatMap((match) =>
      (match[1] ?? '').split(', '),
    );
    for (const name of ['MemoryDenyWriteExecute', 'ProtectKernelTunables', 'PrivateNetwork'])
      expect(explained).toContain(name);
    expect(explained.length).toBeGreaterThan(15);
  });
});

describe('the unit that sends', () => {
  it('has no right, and loads no BPF', () => {
    expect(lintSend(parseUnit(send))).toEqual([]);
  });

  it.each([
    ['CapabilityBoundingSet=CAP_NET_RAW', /is to be empty/],
    ['AmbientCapabilities=CAP_NET_RAW', /needs no right/],
    ['PrivateDevices=yes', /loads a BPF program/],
    ['ProtectClock=yes', /loads a BPF program/],
    ['IPAddressDeny=any', /loads a BPF program/],
    ['MemoryDenyWriteExecute=yes', /V8/],
    ['PrivateNetwork=yes', /the gateway is outside/],
    ['ProcSubset=pid', /uptime/],
  ])('may not have %s', (setting, problem) => {
    expect(lintSend(parseUnit(`${send}${setting}\n`))).toEqual([expect.stringMatching(problem)]);
  });

  it('may not be without NoNewPrivileges or a bounding set', () => {
    const changed = send.replace(/^(NoNewPrivileges|CapabilityBoundingSet)=.*$/gm, '');
    expect(lintSend(parseUnit(changed))).toHaveLength(2);
  });
});
