import {
  createDataFrame,
  FieldType,
  getDisplayProcessor,
  getFieldDisplayName,
} from '@grafana/data';

/** What a path of an override such as `custom.lineStyle` sets. */
function set(config, path, value) {
  const [first, ...rest] = path.split('.');
  if (rest.length === 0) config[first] = value;
  else {
    config[first] = { ...config[first] };
    set(config[first], rest.join('.'), value);
  }
}

function configOf({ fieldConfig }, name) {
  const config = structuredClone(fieldConfig?.defaults ?? {});
  for (const { matcher, properties } of fieldConfig?.overrides ?? [])
    if (matcher.options === name) for (const { id, value } of properties) set(config, id, value);
  return config;
}

function typeOf({ type }) {
  if (/^DateTime/.test(type)) return FieldType.time;
  return /String|Date/.test(type) ? FieldType.string : FieldType.number;
}

const converted = (type, value) => {
  if (type === FieldType.time && value !== null) return Date.parse(`${value.replace(' ', 'T')}Z`);
  return type === FieldType.number && value !== null ? Number(value) : value;
};

/** Series of a long result, one for each value of its label. */
function widened(meta, rows) {
  const label = meta.find(({ name, type }) => name !== 'time' && /String/.test(type));
  if (label === undefined) return { meta, rows };
  const number = meta.find(({ name }) => name !== 'time' && name !== label.name);
  const names = [...new Set(rows.map((row) => row[label.name]))];
  const times = [...new Set(rows.map(({ time }) => time))];
  return {
    meta: [meta[0], ...names.map((name) => ({ name, type: number.type }))],
    rows: times.map((time) => ({
      time,
      ...Object.fromEntries(names.map((name) => [name, null])),
      ...Object.fromEntries(
        rows.filter((row) => row.time === time).map((row) => [row[label.name], row[number.name]]),
      ),
    })),
  };
}

/** The result of a panel as a frame, with its field configuration applied. */
export function frameOf(panel, result, theme) {
  const isTime = panel.targets?.[0]?.format === 0;
  const { meta, rows } = isTime
    ? widened(result.meta, result.data)
    : { meta: result.meta, rows: result.data };
  const frame = createDataFrame({
    refId: 'A',
    fields: meta.map((column) => {
      const type = typeOf(column);
      return {
        name: column.name,
        type,
        config: configOf(panel, column.name),
        values: rows.map((row) => converted(type, row[column.name])),
      };
    }),
  });
  let series = 0;
  for (const field of frame.fields) {
    if (field.type === FieldType.number && isTime) field.state = { seriesIndex: series++ };
    field.config.custom = { ...field.config.custom };
    field.config.color ??= { mode: isTime ? 'palette-classic' : 'thresholds' };
    field.display = getDisplayProcessor({ field, theme, timeZone: 'utc' });
    field.state = { ...field.state, displayName: getFieldDisplayName(field, frame, [frame]) };
    field.getLinks = () => [];
  }
  return frame;
}
