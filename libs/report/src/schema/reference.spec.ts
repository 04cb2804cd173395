import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { toCatalogueLine, toDecisionLine, toMessageLines, toStatementLine } from '../index.ts';
import { jsonSchemas, reportReference } from './index.ts';
import { fieldRows } from './reference.ts';

const sample = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../samples/${name}.json`, import.meta.url), 'utf8'));

describe('reference', () => {
  it.each(Object.entries(jsonSchemas()))('gives every field of %s its meaning', (_name, schema) => {
    const rows = fieldRows(schema);
    const bare = rows.filter(({ type, owner, reason, privacy, description }) => {
      const list = type.startsWith('list');
      return !list && !(owner && reason && privacy && description);
    });
    expect(bare).toEqual([]);
    expect(rows.length).toBeGreaterThan(2);
  });

  it('names every field of the contract and of the lines on the queue', () => {
    const page = reportReference();
    const { host, set } = toMessageLines(sample('report-v1'), {
      organisation: 'acme',
      receivedAt: 0,
      ageSeconds: 0,
    });
    const catalogue = toCatalogueLine(sample('catalogue-v1'));
    const receipt = { organisation: 'acme', receivedAt: 0 };
    const statement = toStatementLine(sample('statement-v1'), receipt);
    const schema = 'kfunc-census/statement-decision/v1';
    const refused = { ...statement, ...receipt, schema, decision: 'refused' } as const;
    const decision = toDecisionLine(refused, statement.id, 0);
    const members = [
      ...[host, set, set.programs[0], set.objects[0]],
      ...[catalogue, catalogue.kfuncs[0], statement, decision],
    ];
    const queue = page.slice(page.indexOf('## On the queue'));
    for (const name of members.flatMap((line) => Object.keys(line ?? {})))
      expect(queue).toContain(`\`${name}\``);
    expect(page).toContain('`programs[].kfuncs[].guard`');
    expect(page).not.toMatch(/undefined|∞/);
  });

  it('gives JSON Schemas that a validator of anybody takes', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const schemas = jsonSchemas();
    for (const [file, document] of [
      ['report-v1', 'report-v1'],
      ['report-v1', 'report-v1-with-unknown-fields'],
      ['catalogue-v1', 'catalogue-v1'],
      ['statement-v1', 'statement-v1'],
    ] as const)
      expect(ajv.validate(schemas[file] ?? false, sample(document))).toBe(true);
  });
});
