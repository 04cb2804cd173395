import { alertExpression, type ServiceAlert, serviceAlerts } from '@kfunc-census/telemetry';
import type { Page } from './pages.ts';

/** As the formatter has it. */
const quoted = (text: string): string => (text.includes('"') ? `'${text}'` : `"${text}"`);

function rule([name, alert]: [string, ServiceAlert]): string {
  return `      - alert: ${name}
        expr: ${quoted(alertExpression(alert))}
        for: ${alert.minutes}m
        annotations:
          summary: ${alert.summary}
          runbook: docs/runbooks/${alert.runbook}
`;
}

/** deploy/prometheus/kfunc-census.rules.yaml */
export function alertRules(): Page {
  const rules = Object.entries<ServiceAlert>(serviceAlerts).map(rule);
  return {
    path: 'deploy/prometheus/kfunc-census.rules.yaml',
    text: `# Generated from libs/telemetry/src/alerts.ts by \`npm run docs\`. Edit the source, not this file.
groups:
  - name: kfunc-census
    rules:
${rules.join('')}`,
  };
}
