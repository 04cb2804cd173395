import { lifecycle } from '@kfunc-census/lifecycle';
import { buildWorld, createUsageOracle, worldSketch } from '@kfunc-census/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UsageReader } from '../ports.ts';
import type { Span } from '../questions.ts';
import type { Scope } from '../scope.ts';
import type { StatementVersion } from '../statements/statements-port.ts';
import { lifecycleFact, verdict } from '../wording.spec-helper.ts';
import { compareEvidence } from './compare-evidence.ts';
import { comparisonText } from './comparison-text.ts';
import {
  everyone,
  fourWeeks,
  hostileName,
  now,
  queriesOf,
  twelveOrganisations,
  twoModules,
  world,
} from './evidence.spec-helper.ts';
import type { EvidenceBlock } from './evidence-answer.ts';
import { evidenceText } from './evidence-text.ts';
import { lifecycleFacts } from './lifecycle-facts.ts';
import { lifecycleText } from './lifecycle-text.ts';

const queries = queriesOf(world);
const golden = (name: string): string =>
  `${import.meta.dirname}/../../fixtures/evidence/${name}.txt`;

/** What every block must be to survive a mail. */
function expectMailable(text: string): void {
  for (const line of text.split('\n')) expect(line).toMatch(/^[\x20-\x7e]{0,72}$/);
  expect(text).not.toMatch(/ $/m);
  // A mailbox, a quotation, a signature, a patch: what a mail program takes for its own.
  expect(text).not.toMatch(/^(From |>|-- ?$|---|diff |\.$)/m);
}

describe('the text of a block', () => {
  const blocks: readonly (readonly [file: string, name: string, span: Span, scope: Scope])[] = [
    ['gone-on-newer-kernels', 'bpf_wq_set_callback_impl', fourWeeks, everyone],
    ['not-linked-everywhere', 'bpf_wq_set_callback', fourWeeks, everyone],
    ['used', 'bpf_rcu_read_unlock', fourWeeks, everyone],
    ['never-used', 'bpf_rcu_read_lock', fourWeeks, everyone],
    ['inlined', 'bpf_cast_to_kern_ctx', fourWeeks, everyone],
    [
      'one-organisation',
      'bpf_rcu_read_lock',
      { ...fourWeeks, line: '6.18' },
      { organisation: 'org-b' },
    ],
    ['not-exposed', 'hid_bpf_attach_prog', fourWeeks, everyone],
    ['today', 'bpf_wq_set_callback', { days: 3 }, everyone],
  ];
  it.each(blocks)('is that of the golden file %s', async (file, name, span, scope = everyone) => {
    const text = evidenceText(await queries.evidence(scope, name, span));
    expectMailable(text);
    await expect(text).toMatchFileSnapshot(golden(file));
  });

  it('is the same whenever it is asked for', async () => {
    const name = 'bpf_wq_set_callback_impl';
    const first = await queries.evidence(everyone, name, fourWeeks);
    const clock = { now: () => now + 86_400_000 };
    const again = await queriesOf(world, { clock }).evidence(everyone, name, fourWeeks);
    expect(evidenceText(again)).toBe(evidenceText(first));
    expect(evidenceText(JSON.parse(JSON.stringify(first)))).toBe(evidenceText(first));
  });

  it('gives the interval of a share of hosts where there is one', async () => {
    const answer = await queriesOf(twelveOrganisations()).evidence(everyone, 'bpf_a', fourWeeks);
    const text = evidenceText(answer);
    expect(text).toMatch(/^Users {13}6 of 120 exposed hosts \(5\.0 %\)$/m);
    expect(text).toMatch(
      /^Share of hosts {4}95 % interval across 12 organisations 1\.7 %\s+to 8\.3 %$/m,
    );
  });

  it('has the figures of each module', async () => {
    const name = 'bpf_rcu_read_lock';
    const text = evidenceText(await queriesOf(twoModules).evidence(everyone, name, fourWeeks));
    expect(text.match(/^In {16}\w+$/gm)).toEqual([
      'In                vmlinux',
      'In                wq_test',
    ]);
    expect(text.match(/^By kernel line/gm)).toHaveLength(2);
  });

  it('says how many are not named', async () => {
    const { block, hash } = await queries.evidence(everyone, 'bpf_rcu_read_unlock', fourWeeks);
    const more = (more_at_least: boolean): EvidenceBlock => ({
      ...block,
      kfuncs: block.kfuncs.map((kfunc) => ({
        ...kfunc,
        programs: { ...kfunc.programs, more: 991, more_at_least },
        by_line: { ...kfunc.by_line, more: 3 },
      })),
    });
    const text = evidenceText({ generated_at: '', hash, block: more(true) });
    expect(text).toMatch(/^ {2}and at least 991 more$/m);
    expect(text).toMatch(/^ {2}and 3 more$/m);
    expect(evidenceText({ generated_at: '', hash, block: more(false) })).toMatch(
      /^ {2}and 991 more$/m,
    );
  });
});

describe('what a mail stumbles over', () => {
  const bad = [
    'From a',
    '> a',
    '-- ',
    '---',
    'diff --git',
    '.',
    'a ',
    'é',
    '\u202e',
    'x'.repeat(73),
  ];
  it.each(bad)('would be caught: %j', (line) => {
    expect(() => expectMailable(`first\n${line}\nlast`)).toThrow();
  });
});

describe('what others wrote', () => {
  const statement: StatementVersion = {
    organisation: hostileName,
    kfunc: 'bpf_rcu_read_unlock',
    digest: '0'.repeat(32),
    state: 'published',
    received: '2026-03-01',
    id: hostileName,
    version: 2,
    published: '2026-03-01',
    wasRefused: false,
    who: `From ${hostileName}`,
    how: '>quoted\n-- \ndiff --git a b\n'.repeat(20),
    why: '\u202ereversed',
    contact: 'a@example.org',
  };

  it('comes out harmless, wherever it stands', async () => {
    const hostile = {
      ...world,
      hosts: world.hosts.map((line) => ({
        ...line,
        distro: hostileName,
        org: `${hostileName}${line.org}`,
      })),
    };
    const reader: UsageReader = {
      ...createUsageOracle(hostile),
      statements: async () => ({ rows: [statement], more: true }),
    };
    const asked = queriesOf(hostile, { reader });
    const scope = { organisation: `${hostileName}org-c` };
    const span = { ...fourWeeks, distro: hostileName };
    const text = evidenceText(await asked.evidence(scope, 'bpf_rcu_read_unlock', span));
    expectMailable(text);
    expect(text).toContain('Contact       a@example.org');
    expect(text).toMatch(/version 2, published\s+2026-03-01/);
    expect(text).toContain('at least 1 more, which /v1/statements lists');
  });

  it('is wrapped and not cut off', async () => {
    const text = evidenceText(await queries.evidence(everyone, 'bpf_rcu_read_unlock', fourWeeks));
    expect((text.match(/x/g) ?? []).length).toBeGreaterThanOrEqual(300);
    expect(text).toContain('<b>??[31m?From');
  });
});

describe('the wording of a block', () => {
  const said = (text: string): string => text.replaceAll(lifecycleFact, '');

  it('holds no verdict, whatever the fleet', async () => {
    await fc.assert(
      fc.asyncProperty(worldSketch, async (sketch) => {
        const some = buildWorld(sketch, 'salt');
        const asked = queriesOf(some);
        for (const name of ['bpf_a', 'bpf_wq_set_callback_impl']) {
          const answer = await asked.evidence(everyone, name, { days: 366 }).catch(() => undefined);
          if (answer === undefined) continue;
          const text = evidenceText(answer);
          expectMailable(text);
          expect(said(text.replace(/\s+/g, ' '))).not.toMatch(verdict);
          expect(said(JSON.stringify(answer))).not.toMatch(verdict);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('holds none in what is told of any kfunc that is known', () => {
    for (const name of lifecycle.knownNames()) {
      const text = lifecycleText(lifecycleFacts(name, lifecycle)).join('\n');
      expectMailable(text);
      expect(said(text.replace(/\s+/g, ' '))).not.toMatch(verdict);
    }
  });

  it('would be caught', () => {
    expect(said('It was removed in 7.0, so it is safe.')).toMatch(verdict);
    expect(said('It can be removed.')).toMatch(verdict);
    expect(said('It should be removed in 7.0.')).toMatch(verdict);
    expect(said('removed in 7.0')).not.toMatch(verdict);
  });
});

describe('the text of a comparison', () => {
  it('names days, parts and what is not explained', async () => {
    const name = 'bpf_wq_set_callback_impl';
    const { block } = await queries.evidence(everyone, name, fourWeeks);
    const changed = (day: string, complete: boolean, version: number): EvidenceBlock => ({
      ...block,
      window: {
        ...block.window,
        states: block.window.states.map((one) =>
          one.day === day ? { day, complete, version } : one,
        ),
      },
    });
    const text = (after: EvidenceBlock) => comparisonText(compareEvidence(block, after));
    expect(text(block)).toBe('The same block: same question, same days, same figures.\n');
    const replayed = text(changed('2026-03-05', true, 3));
    expect(replayed).toBe(
      'The same question, another block.\n  2026-03-05: version 1 is now 3; a dead letter was replayed onto it\n',
    );
    expect(text(changed('2026-03-05', false, 1))).toContain('its state is an earlier one');
    const gone = text({ ...block, not_linked: 7 });
    expectMailable(gone);
    expect(gone.replace(/\s+/g, ' ')).toContain(
      'Other parts: not_linked No day has another version.',
    );
    expect(text({ ...block, organisation: 'org-a' })).toContain('Blocks of different questions.');
    expect(gone).not.toMatch(verdict);
  });
});
