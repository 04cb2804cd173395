import { readFileSync } from 'node:fs';
import { CensusError } from '@kfunc-census/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits, type Statement, toStatementLine, toWithdrawalLine } from '../index.ts';
import { decodeDecision, decodeStatement, decodeWithdrawal } from './index.ts';

const sample: Statement = JSON.parse(
  readFileSync(new URL('../../samples/statement-v1.json', import.meta.url), 'utf8'),
);
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const receipt = { organisation: 'acme', receivedAt: 1_700_000_000_000 };

function refusalOf(decode: (body: Uint8Array) => unknown, document: unknown) {
  try {
    decode(bytes(document));
  } catch (error) {
    if (error instanceof CensusError) return error;
    throw error;
  }
  throw new TypeError('was not refused');
}
const refused = (change: Partial<Record<keyof Statement, unknown>>) =>
  refusalOf(decodeStatement, { ...sample, ...change });

describe('decodeStatement', () => {
  it('reads the sample as it is, and drops what it does not know', () => {
    expect(decodeStatement(bytes(sample))).toEqual({ value: sample, dropped: 0 });
    expect(decodeStatement(bytes({ ...sample, mood: 'good' }))).toEqual({
      value: sample,
      dropped: 1,
    });
  });

  it.each([
    ['id', 'x'],
    ['id', sample.id.toUpperCase()],
    ['id', `${sample.id}\n`],
    ['version', 0],
    ['version', 1.5],
    ['version', limits.statementVersion + 1],
    ['kfunc', ''],
    ['kfunc', 'bpf a'],
    ['kfunc', 'bpf_é'],
    ['who', ''],
    ['who', ' '],
    ['who', 'two\nlines'],
    ['who', 'x'.repeat(limits.statementLine + 1)],
    ['how', '\n'],
    ['how', 'tab\there'],
    ['how', 'carriage\r\nreturn'],
    ['how', 'escape \u001b[31m'],
    ['how', 'turned \u202e round'],
    ['how', 'isolated \u2066 text'],
    ['how', 'no \u200b width'],
    ['how', 'line \u2028 separator'],
    ['how', 'private \ue000 use'],
    ['how', 'a tag \u{e0041}'],
    ['why', '\u0000'],
    ['why', null],
    ['contact', ''],
    ['contact', 'a@b\u0007'],
  ] as const)('refuses %s: %j', (field, value) => {
    expect(refused({ [field]: value })).toMatchObject({
      code: 'report/invalid',
      field: `/${field}`,
    });
  });

  it('names the character and where it stands', () => {
    expect(refused({ how: 'ab\u202e' }).message).toBe(
      '/how: must be plain text without control and format characters, except for line feeds; U+202E stands at character 3.',
    );
  });

  it('takes 2,000 characters in all, of whatever language, and not one more', () => {
    const { who, why, contact } = sample;
    const room = limits.statementCharacters - [who, why, contact].join('').length;
    const full = { ...sample, how: '\u{1F600}'.repeat(room) };
    expect(decodeStatement(bytes(full)).value).toEqual(full);
    expect(refused({ how: `${full.how}é` })).toMatchObject({
      field: '/how',
      message: expect.stringContaining('together at most 2000 characters, got 2001'),
    });
  });

  it('refuses a lone surrogate, and another contract', () => {
    const body = JSON.stringify(sample).replace('One work', '\\ud800');
    expect(() => decodeStatement(new TextEncoder().encode(body))).toThrow(/lone surrogate/);
    expect(refused({ schema: 'kfunc-census/statement/v2' })).toMatchObject({
      code: 'report/schema-version',
    });
  });
});

describe('a text that is accepted', () => {
  it('is shown as it is, whatever it is shown by', () => {
    const character = fc
      .oneof(fc.nat(0x10ffff), fc.nat(0x300), fc.integer({ min: 0x2000, max: 0x2070 }))
      .map((code) => String.fromCodePoint(code));
    const anyText = fc.array(character, { maxLength: 4 }).map((all) => all.join(''));
    fc.assert(
      fc.property(anyText, anyText, (how, who) => {
        let accepted: Statement;
        try {
          accepted = decodeStatement(bytes({ ...sample, how, who })).value;
        } catch (error) {
          if (error instanceof CensusError) return;
          throw error;
        }
        expect([accepted.how, accepted.who]).toEqual([how, who]);
        // What a terminal, a browser or a mail takes for more than text (libs/terminal).
        expect(`${who}${how.replaceAll('\n', '')}`).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
      { numRuns: 300 },
    );
  });
});

describe('withdrawals and decisions', () => {
  const withdrawal = { schema: 'kfunc-census/statement-withdrawal/v1', kfunc: 'bpf_a', version: 2 };
  const decision = {
    schema: 'kfunc-census/statement-decision/v1',
    organisation: 'acme',
    kfunc: 'bpf_a',
    version: 1,
    digest: '0'.repeat(32),
    decision: 'published',
  };

  it('are read as they are', () => {
    expect(decodeWithdrawal(bytes(withdrawal)).value).toEqual(withdrawal);
    expect(decodeDecision(bytes(decision)).value).toEqual(decision);
  });

  it.each([
    ['organisation', 'A/b'],
    ['kfunc', 'x-y'],
    ['version', 0],
    ['digest', 'abc'],
    ['decision', 'perhaps'],
  ])('refuse %s: %j', (field, value) => {
    expect(refusalOf(decodeDecision, { ...decision, [field]: value }).field).toBe(`/${field}`);
  });
});

describe('lines', () => {
  it('have a digest of the text alone', () => {
    const line = toStatementLine(sample, receipt);
    const same = { ...sample, id: '00000000-0000-0000-0000-000000000000', version: 9 };
    expect(toStatementLine(same, { ...receipt, organisation: 'b', receivedAt: 1 }).digest).toBe(
      line.digest,
    );
    expect(toStatementLine({ ...sample, contact: null }, receipt).digest).not.toBe(line.digest);
    expect(line).toMatchObject({ kind: 'version', org: 'acme', withdrawn: 0, received_at: 1.7e12 });
  });

  it('of a withdrawal say nothing', () => {
    const withdrawal = { schema: 'kfunc-census/statement-withdrawal/v1', kfunc: 'bpf_a' } as const;
    expect(toWithdrawalLine({ ...withdrawal, version: 2 }, sample.id, receipt)).toMatchObject({
      ...{ id: sample.id, version: 2, withdrawn: 1, who: '', how: '', why: '', contact: '' },
    });
  });
});
