import { loaderText, type Report, type ReportProgram } from '@kfunc-census/report';
import { columns, safe } from '@kfunc-census/terminal';
import { lossTexts } from './loss-text.ts';

type Row = readonly string[];

function programRows(report: Report): Row[] {
  return report.programs.flatMap((program) =>
    program.kfuncs.map((kfunc) => [
      kfunc.name ?? '(unresolved)',
      kfunc.module ?? '-',
      kfunc.status,
      kfunc.guard,
      instances(program),
      program.type,
      String(kfunc.sites),
    ]),
  );
}

const instances = ({ name, instances: count }: ReportProgram): string =>
  name + (count > 1 ? ` ×${count}` : '');

/**
 * One row per program: whether it is attached, what holds it, who loaded it, and, where runs were
 * counted, how often it ran.
 */
function holderTable({ programs }: Report): string[] {
  if (programs.length === 0) return [];
  const counted = programs.some(({ run }) => run !== null);
  const rows = programs.map((program) => [
    instances(program),
    program.type,
    program.attached + (program.attach_type === null ? '' : ` (${program.attach_type})`),
    program.held_by.join(', ') || '-',
    loaderText(program.loader) || '-',
    ...(counted ? [runs(program)] : []),
  ]);
  const header = ['PROGRAM', 'TYPE', 'ATTACHED', 'HELD BY', 'LOADER'];
  return [...table(counted ? [...header, 'RUNS'] : header, rows, ''), ''];
}

const runs = ({ run }: ReportProgram): string =>
  run === null ? '-' : `${run.count} in ${run.window_s} s`;

function objectRows(report: Report): Row[] {
  const programsOf = (key: string): string => {
    const names = report.programs.filter((p) => p.object === key).map((p) => p.name);
    return names.length === 0 ? key.slice(0, 12) : names.join(', ');
  };
  return report.objects.flatMap((object) =>
    object.kfuncs.map((kfunc) => [
      kfunc.name,
      kfunc.module ?? '-',
      kfunc.missing === null ? kfunc.status : `${kfunc.status} (${kfunc.missing})`,
      programsOf(object.key),
    ]),
  );
}

function table(header: Row, rows: Row[], none: string): string[] {
  if (rows.length === 0) return [none];
  return [
    ...columns(
      header,
      rows.sort((a, b) => (a.join('\t') < b.join('\t') ? -1 : 1)),
    ),
  ];
}

function coverageLines({ coverage, totals }: Report, denied: boolean): string[] {
  const unseen = coverage.ids_unseen === 0 ? '' : `, ${coverage.ids_unseen} came and went unseen`;
  const read = denied
    ? 'programs could not be enumerated'
    : `${coverage.programs_read} of ${coverage.programs_loaded} loaded programs read`;
  return [
    `Coverage: ${coverage.complete ? 'complete' : 'not complete'}: ${read}${unseen}.`,
    ...coverage.losses.map(
      ({ reason, count }) => `  ${count} since boot: ${lossTexts[reason]} (${reason})`,
    ),
    `Programs by type: ${denied ? 'not known' : totalsText(totals)}`,
  ];
}

function totalsText(totals: Report['totals']): string {
  if (totals.length === 0) return 'none loaded';
  return totals.map((t) => `${t.type} ${t.with_kfuncs} of ${t.loaded} with kfuncs`).join(', ');
}

/**
 * A report as a person reads it. States what was seen; draws no conclusion. `denied`: programs could
 * not be enumerated, so that nothing can be said of them.
 */
export function reportTable(report: Report, denied = false): string {
  const { release, arch, distro } = report.kernel;
  const kernel = safe(`${release} ${arch}, ${distro.id} ${distro.version}`.trim());
  return [
    `Kernel ${kernel}`,
    '',
    ...table(
      ['KFUNC', 'MODULE', 'STATUS', 'GUARD', 'PROGRAM', 'TYPE', 'SITES'],
      programRows(report),
      denied ? 'No program was read.' : 'No loaded program shows a kfunc call.',
    ),
    '',
    ...holderTable(report),
    ...table(
      ['NAMED BY OBJECT', 'MODULE', 'STATUS', 'PROGRAMS WITH KFUNCS'],
      objectRows(report),
      denied ? 'No object was read.' : 'No object names a kfunc beyond those its programs call.',
    ),
    '',
    ...coverageLines(report, denied),
    '',
  ].join('\n');
}
