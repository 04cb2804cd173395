import type { Report } from '@kfunc-census/report';

type Row = readonly string[];

/** Rows as aligned columns, the last one unpadded. */
export function columns(rows: readonly Row[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** Texts from programs go to a terminal: control characters must not reach it. */
const safe = (text: string): string => text.replace(/\p{Cc}/gu, '?');

function programRows(report: Report): Row[] {
  return report.programs.flatMap((program) =>
    program.kfuncs.map((kfunc) => [
      safe(kfunc.name ?? '(unresolved)'),
      safe(kfunc.module ?? '-'),
      kfunc.status,
      kfunc.guard,
      safe(program.name) + (program.instances > 1 ? ` ×${program.instances}` : ''),
      program.type,
      String(kfunc.sites),
    ]),
  );
}

function objectRows(report: Report): Row[] {
  const programsOf = (key: string): string => {
    const names = report.programs.filter((p) => p.object === key).map((p) => safe(p.name));
    return names.length === 0 ? key.slice(0, 12) : names.join(', ');
  };
  return report.objects.flatMap((object) =>
    object.kfuncs.map((kfunc) => [
      safe(kfunc.name),
      safe(kfunc.module ?? '-'),
      kfunc.missing === null ? kfunc.status : `${kfunc.status} (${kfunc.missing})`,
      programsOf(object.key),
    ]),
  );
}

function table(header: Row, rows: Row[], none: string): string[] {
  if (rows.length === 0) return [none];
  return columns([header, ...rows.sort((a, b) => (a.join('\t') < b.join('\t') ? -1 : 1))]);
}

function coverageLines({ coverage, totals }: Report): string[] {
  const unseen = coverage.ids_unseen === 0 ? '' : `, ${coverage.ids_unseen} came and went unseen`;
  const read = `${coverage.programs_read} of ${coverage.programs_loaded} loaded programs read`;
  return [
    `Coverage: ${coverage.complete ? 'complete' : 'not complete'}: ${read}${unseen}.`,
    ...coverage.losses.map(({ reason, count }) => `  loss ${reason}: ${count} since boot`),
    'Programs by type: ' +
      (totals.length === 0
        ? 'none loaded'
        : totals.map((t) => `${t.type} ${t.with_kfuncs} of ${t.loaded} with kfuncs`).join(', ')),
  ];
}

/** A report as a person reads it. States what was seen; draws no conclusion. */
export function reportTable(report: Report): string {
  const { release, arch, distro } = report.kernel;
  const kernel = safe(`${release} ${arch}, ${distro.id} ${distro.version}`.trim());
  return [
    `Kernel ${kernel}`,
    '',
    ...table(
      ['KFUNC', 'MODULE', 'STATUS', 'GUARD', 'PROGRAM', 'TYPE', 'SITES'],
      programRows(report),
      'No loaded program shows a kfunc call.',
    ),
    '',
    ...table(
      ['NAMED BY OBJECT', 'MODULE', 'STATUS', 'PROGRAMS WITH KFUNCS'],
      objectRows(report),
      'No object names a kfunc beyond those its programs call.',
    ),
    '',
    ...coverageLines(report),
    '',
  ].join('\n');
}
