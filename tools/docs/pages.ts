import { type Variable, variables } from '@kfunc-census/config';
import { type ErrorSpec, errorCodes } from '@kfunc-census/errors';

/** A generated file: path from the root, and its text. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** First line of a generated page. */
export const notice = (source: string): string =>
  `<!-- Generated from ${source} by \`npm run docs\`. Edit the source, not this page. -->\n\n`;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** A Markdown table; cells are escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

function valueText({ kind, unit, min, max }: Variable): string {
  const bounds = min === undefined ? '' : `, ${min} to ${max}`;
  return `${kind}${bounds}${unit === undefined ? '' : ` (${unit})`}`;
}

/** docs/configuration.md */
export function configurationPage(): Page {
  const rows = Object.entries<Variable>(variables).map(([name, variable]) => [
    `\`${name}\``,
    valueText(variable),
    variable.default === undefined ? '–' : `\`${variable.default}\``,
    variable.readBy.join(', '),
    variable.description,
  ]);
  return {
    path: 'docs/configuration.md',
    text: `${notice('libs/config/src/variables.ts')}# Configuration

Every program reads environment variables; the agent also a file that \`CENSUS_CONFIG_FILE\` names. An empty
variable counts as unset. A server refuses to start on a value it cannot use; the agent warns and takes the default. Secrets are
read from files, never from variables. \`$STATE\` is the value of \`CENSUS_STATE_DIR\`.

${table(['variable', 'value', 'default', 'read by', 'meaning'], rows)}`,
  };
}

/** docs/errors.md */
export function errorsPage(): Page {
  const rows = Object.entries<ErrorSpec>(errorCodes).map(([code, spec]) => [
    `\`${code}\``,
    String(spec.status),
    spec.retryable ? 'yes' : 'no',
    spec.title,
    spec.fix,
  ]);
  return {
    path: 'docs/errors.md',
    text: `${notice('libs/errors/src/codes.ts')}# Errors

Every error has a code of this closed list. Over HTTP it is a problem document (RFC 9457,
\`application/problem+json\`) with \`type\` \`urn:kfunc-census:error:<code>\`, \`title\`, \`status\`, \`detail\`,
\`code\`, \`fix\`, and where they apply \`field\` (JSON pointer, parameter or variable) and \`limit\`. *Retry*
says whether the same request may succeed later; the time to wait then stands in \`Retry-After\`.

${table(['code', 'status', 'retry', 'what happened', 'what to do'], rows)}`,
  };
}
