import { createTheme, dateTime, formattedValueToString, renderMarkdown } from '@grafana/data';
import {
  BarGauge,
  BigValue,
  GlobalStyles,
  PanelChrome,
  Table,
  ThemeContext,
  TimeSeries,
} from '@grafana/ui';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { frameOf } from './fields.js';

const theme = createTheme({ colors: { mode: 'light' } });
const column = 1600 / 24;
const unit = 38;
const top = 64;

const Empty = ({ text }) => (
  <div style={{ padding: 16, color: theme.colors.text.secondary }}>{text}</div>
);

function StatTiles({ frame, width, height, panel }) {
  const { fields } = frame;
  return (
    <div style={{ display: 'flex', gap: 8 }}>
      {fields.map((field) => {
        const value = field.display(field.values.at(-1));
        return (
          <BigValue
            key={field.name}
            theme={theme}
            width={(width - 8 * (fields.length - 1)) / fields.length}
            height={height}
            colorMode={panel.options.colorMode}
            graphMode="none"
            textMode="value_and_name"
            text={panel.options.text}
            value={{ ...value, title: field.config.displayName }}
          />
        );
      })}
    </div>
  );
}

function Bars({ frame, width, height, panel }) {
  const [names, numbers] = frame.fields;
  const count = names.values.length;
  const most = Math.max(...numbers.values, 1);
  const each = Math.min(40, height / count);
  return names.values.map((name, index) => (
    <div key={name} style={{ height: each }}>
      <BarGauge
        theme={theme}
        width={width}
        height={each - 6}
        orientation="horizontal"
        displayMode="basic"
        field={{ ...numbers.config, min: 0, max: most }}
        display={numbers.display}
        value={{ ...numbers.display(numbers.values[index]), title: String(name) }}
        alignmentFactors={{
          title: names.values.reduce((a, b) => (String(b).length > a.length ? String(b) : a), ''),
          text: formattedValueToString(numbers.display(most)),
        }}
        text={panel.options.text}
        valueDisplayMode="color"
      />
    </div>
  ));
}

function Lines({ frame, width, height, panel }) {
  const { from, to } = panel.range;
  const range = { from: dateTime(from), to: dateTime(to) };
  return (
    <TimeSeries
      frames={[frame]}
      width={width}
      height={height}
      timeRange={{ ...range, raw: range }}
      timeZone="utc"
      legend={{ ...panel.options.legend, showLegend: true, displayMode: 'list' }}
      options={{}}
    />
  );
}

const drawers = { stat: StatTiles, bargauge: Bars, timeseries: Lines };

function Content({ panel, result, width, height }) {
  if (panel.type === 'text')
    return (
      <div
        className="markdown-html"
        style={{ padding: 8, overflow: 'hidden' }}
        // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitised by renderMarkdown; the text is ours.
        dangerouslySetInnerHTML={{ __html: renderMarkdown(panel.options.content) }}
      />
    );
  if (result === undefined || result.data.length === 0)
    return <Empty text={panel.fieldConfig?.defaults.noValue} />;
  const frame = frameOf(panel, result, theme);
  if (panel.type === 'table')
    return <Table data={frame} width={width} height={height} fieldConfig={panel.fieldConfig} />;
  const Drawer = drawers[panel.type];
  return <Drawer frame={frame} panel={panel} width={width} height={height} />;
}

function Panel({ panel, result }) {
  const { x, y, w, h } = panel.gridPos;
  const at = { position: 'absolute', left: x * column + 4, top: top + y * unit };
  if (panel.type === 'row') return <h4 style={{ ...at, margin: '10px 8px' }}>{panel.title}</h4>;
  const [width, height] = [w * column - 8, h * unit - 8];
  return (
    <div style={{ ...at, width, height }}>
      <PanelChrome
        title={panel.title}
        description={panel.description}
        width={width}
        height={height}
      >
        {(innerWidth, innerHeight) => (
          <Content panel={panel} result={result} width={innerWidth} height={innerHeight} />
        )}
      </PanelChrome>
    </div>
  );
}

/** Hours that a panel shows in place of the time of its dashboard. */
const rangeOf = ({ timeFrom }, { from, now }) => ({
  from: timeFrom === undefined ? from : now - Number.parseInt(timeFrom, 10) * 3_600_000,
  to: now,
});

function Board({ drawn }) {
  useEffect(() => {
    // Grids and plots measure themselves once before they draw.
    const timer = setTimeout(() => document.body.setAttribute('data-drawn', ''), 1500);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div
      style={{
        position: 'relative',
        background: theme.colors.background.canvas,
        height: drawn.height,
      }}
    >
      <div style={{ padding: '10px 12px' }}>
        <span style={{ fontSize: 20, fontWeight: 500 }}>{drawn.title}</span>
        <span style={{ marginLeft: 16, color: theme.colors.text.secondary }}>
          {drawn.description} {drawn.time}
        </span>
      </div>
      {drawn.panels.map(({ panel, result }) => (
        <Panel key={panel.id} panel={{ ...panel, range: rangeOf(panel, drawn) }} result={result} />
      ))}
    </div>
  );
}

async function draw() {
  const drawn = await (await fetch(`/drawing${location.search}`)).json();
  // "Two hours ago" counts from the end of the time shown.
  Date.now = () => drawn.now;
  createRoot(document.getElementById('root')).render(
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <Board drawn={drawn} />
    </ThemeContext.Provider>,
  );
}

draw();
