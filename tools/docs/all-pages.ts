import { knownTableModule, lifecycleData, standingTableModule } from '@kfunc-census/lifecycle';
import { buildOpenApi } from '@kfunc-census/query-http';
import { jsonSchemas, reportReference } from '@kfunc-census/report/schema';
import { alertRules } from './alert-rules.ts';
import { metricsPage } from './metrics-page.ts';
import { configurationPage, errorsPage, notice, type Page } from './pages.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function reportPages(): Page[] {
  const schemas = Object.entries(jsonSchemas()).map(([name, schema]) => ({
    path: `docs/schema/${name}.schema.json`,
    text: json(schema),
  }));
  const text = notice('libs/report/src/schema') + reportReference();
  return [{ path: 'docs/report.md', text }, ...schemas];
}

function knownTable(): Page {
  const text = knownTableModule(lifecycleData.entries);
  return { path: 'libs/lifecycle/src/known-table.generated.ts', text };
}

function standingTable(): Page {
  const text = standingTableModule(lifecycleData.entries);
  return { path: 'libs/lifecycle/src/standing-table.generated.ts', text };
}

/** Every generated file of the repo. */
export async function allPages(): Promise<readonly Page[]> {
  const openApi = { path: 'docs/openapi.json', text: json(await buildOpenApi()) };
  return [
    configurationPage(),
    errorsPage(),
    metricsPage(),
    alertRules(),
    openApi,
    ...reportPages(),
    knownTable(),
    standingTable(),
  ];
}
