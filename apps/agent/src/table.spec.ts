import { lossReasons, type Report } from '@kfunc-census/report';
import { describe, expect, it } from 'vitest';
import { reportTable } from './table.ts';

const object = 'ab'.repeat(16);
const program: Report['programs'][number] = {
  type: 'sched_cls',
  attach_target: null,
  name: 'classify',
  object,
  attached: 'yes',
  probe: false,
  attach_type: null,
  held_by: [],
  loader: null,
  source: null,
  run: null,
  instances: 3,
  kfuncs: [
    { name: 'bpf_dynptr_size', module: 'vmlinux', status: 'called', guard: 'not-seen', sites: 2 },
    { name: null, module: null, status: 'unresolved', guard: 'unknown', sites: 1 },
  ],
};
const report: Report = {
  schema: 'kfunc-census/report/v1',
  host_id: object,
  boot_id: object,
  seq: 1,
  collected_at: '2026-01-01T00:00:00.000Z',
  uptime_s: 1,
  agent: { version: '0', config_digest: object, lifecycle: '7.3', scan_interval_s: null },
  kernel: {
    release: '6.18.0',
    arch: 'x86_64',
    distro: { id: 'debian', version: '12' },
    catalogues: [],
    installable: [],
  },
  coverage: {
    complete: false,
    programs_loaded: 4,
    programs_read: 3,
    ids_unseen: 5,
    not_observable: [],
    losses: [{ reason: 'denied', count: 1 }],
  },
  totals: [{ type: 'sched_cls', loaded: 4, with_kfuncs: 3 }],
  objects: [
    {
      key: object,
      known_by: 'externs',
      declares: [],
      kfuncs: [{ name: 'bpf_gone', module: null, status: 'missing', missing: 'absent' }],
    },
  ],
  programs: [program],
};

describe('reportTable', () => {
  it('shows evidence, what objects name, coverage with its losses, and totals', () => {
    expect(reportTable(report).split('\n')).toEqual([
      'Kernel 6.18.0 x86_64, debian 12',
      '',
      'KFUNC            MODULE   STATUS      GUARD     PROGRAM      TYPE       SITES',
      '(unresolved)     -        unresolved  unknown   classify ×3  sched_cls  1',
      'bpf_dynptr_size  vmlinux  called      not-seen  classify ×3  sched_cls  2',
      '',
      'PROGRAM      TYPE       ATTACHED  HELD BY  LOADER',
      'classify ×3  sched_cls  yes       -        -',
      '',
      'NAMED BY OBJECT  MODULE  STATUS            PROGRAMS WITH KFUNCS',
      'bpf_gone         -       missing (absent)  classify',
      '',
      'Coverage: not complete: 3 of 4 loaded programs read, 5 came and went unseen.',
      '  1 since boot: programs that the kernel or a security module does not show (denied)',
      'Programs by type: sched_cls 3 of 4 with kfuncs',
      '',
    ]);
  });

  it('shows how a program is attached and held, who loaded it, and its runs', () => {
    const held: typeof program = {
      ...{ ...program, attach_type: 'tcx_ingress', held_by: ['fd', 'link'] },
      loader: {
        ...{ exe: 'cilium-agent', package: 'cilium', package_version: '1.18-2' },
        ...{ unit: 'cilium.service', container: null },
      },
      run: { window_s: 5, count: 12, time_ns: 3400 },
    };
    expect(reportTable({ ...report, programs: [held] })).toContain(
      [
        'PROGRAM      TYPE       ATTACHED           HELD BY   LOADER                                       RUNS',
        'classify ×3  sched_cls  yes (tcx_ingress)  fd, link  cilium-agent; cilium 1.18-2; cilium.service  12 in 5 s',
      ].join('\n'),
    );
  });

  it('says so when nothing was found', () => {
    const text = reportTable({ ...report, programs: [], objects: [], totals: [] });
    expect(text).toContain('No loaded program shows a kfunc call.');
    expect(text).toContain('none loaded');
  });

  it('says nothing of programs that could not be enumerated', () => {
    const text = reportTable({ ...report, programs: [], objects: [], totals: [] }, true);
    expect(text).toMatch(/^No program was read\.$/m);
    expect(text).toMatch(/^Coverage: not complete: programs could not be enumerated, 5 came/m);
    expect(text).not.toMatch(/none loaded|No loaded program/);
  });

  it('lets no control character of a program’s name reach the terminal', () => {
    const text = reportTable({ ...report, programs: [{ ...program, name: 'a\u001b[2Jb' }] });
    expect(text).not.toContain('\u001b');
  });

  it('says of the search for holders what its counts are of', () => {
    const losses: typeof report.coverage.losses = [
      { reason: 'owner_search_cut', count: 12 },
      { reason: 'owner_search_denied', count: 3 },
    ];
    const text = reportTable({ ...report, coverage: { ...report.coverage, losses } });
    expect(text).toMatch(/12 since boot: processes and other places left/);
    expect(text).toMatch(
      /3 since boot: processes, cgroups, pins, maps, links and devices that may not/,
    );
  });

  it('draws no conclusion, whatever was lost', () => {
    const losses = lossReasons.map((reason) => ({ reason, count: 1 }));
    const text = reportTable({ ...report, coverage: { ...report.coverage, losses } });
    for (const reason of lossReasons) expect(text).toContain(`(${reason})`);
    expect(text).not.toMatch(/safe|remove|unused|must|should/i);
  });
});
