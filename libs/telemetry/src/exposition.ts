import { type MetricSpec, metricTable } from './names.ts';

/** The name that Prometheus sees: of word characters, `_total` behind a counter. */
export function exposedName(name: string, { kind }: Pick<MetricSpec, 'kind'>): string {
  const plain = name.replaceAll('.', '_');
  return kind === 'counter' ? `${plain}_total` : plain;
}

/** The label that Prometheus sees. */
export const exposedLabel = (label: string): string => label.replaceAll('.', '_');

const exposedType = {
  counter: 'counter',
  'up-down-counter': 'gauge',
  histogram: 'histogram',
  gauge: 'gauge',
} as const satisfies Record<MetricSpec['kind'], string>;

/** Of the exporter, not of a metric. */
const added = new Set(['le', 'otel_scope_name', 'otel_scope_version']);
/** States what is told of the process, once. */
const resource = 'target_info';

interface Family {
  readonly type: string;
  readonly unit: string | undefined;
  readonly labels: Set<string>;
}

/** The metric families of a text in Prometheus' exposition format, by name. */
function readFamilies(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  const units = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, word, name = '', rest = ''] = /^# (TYPE|UNIT) (\S+) (.*)$/.exec(line) ?? [];
    if (word === 'UNIT') units.set(name, rest);
    if (word === 'TYPE')
      families.set(name, { type: rest, unit: units.get(name), labels: new Set() });
    const [, sample = '', labels = ''] = /^([a-zA-Z_:][\w:]*)\{(.*)\} /.exec(line) ?? [];
    const family = families.get(sample) ?? families.get(sample.replace(/_(bucket|sum|count)$/, ''));
    for (const [, label = ''] of labels.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g))
      if (!added.has(label)) family?.labels.add(label);
  }
  families.delete(resource);
  return families;
}

/** Sentences on how an exposition differs from a table; empty when they are the same. */
export function differences(
  text: string,
  table: Readonly<Record<string, MetricSpec>> = metricTable,
): readonly string[] {
  const families = readFamilies(text);
  const found: string[] = [];
  const known = new Set<string>();
  for (const [name, spec] of Object.entries(table)) {
    const exposed = exposedName(name, spec);
    known.add(exposed);
    const family = families.get(exposed);
    if (family === undefined) {
      found.push(`${exposed} is listed, and not exposed`);
      continue;
    }
    const type = exposedType[spec.kind];
    if (family.type !== type) found.push(`${exposed} is a ${family.type}, and listed as ${type}`);
    if (family.unit !== spec.unit)
      found.push(`${exposed} has the unit ${family.unit}, and is listed with ${spec.unit}`);
    const [is, listed] = [
      [...family.labels].sort().join(', '),
      spec.labels.map(exposedLabel).sort().join(', '),
    ];
    if (is !== listed)
      found.push(`${exposed} has the labels (${is}), and is listed with (${listed})`);
  }
  for (const name of families.keys())
    if (!known.has(name)) found.push(`${name} is exposed, and not listed`);
  return found;
}
