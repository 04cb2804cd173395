import { CensusError } from '@kfunc-census/errors';
import { textOf } from '@kfunc-census/testing';
import { describe, expect, it } from 'vitest';
import { createIntake, organisationOf, type QueueMessage } from './index.ts';

const id = '7a1f2c9e-5d34-4b8a-9c1e-0f6b2d7e8a90';
const said = { who: 'timerd', how: 'one timer a host', why: 'it has to sleep', contact: null };
const statement = {
  schema: 'kfunc-census/statement/v1',
  ...{ id, version: 1, kfunc: 'bpf_a', ...said },
};
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

function create(fault?: Error) {
  const published: QueueMessage[] = [];
  const { statements } = createIntake({
    publisher: {
      ready: async () => true,
      close: async () => undefined,
      publish: async (message) => {
        if (fault !== undefined) throw fault;
        published.push(message);
      },
    },
    clock: { now: () => 1_700_000_000_000 },
  });
  const line = () => JSON.parse(textOf(published.at(-1)?.value ?? new Uint8Array()));
  return { statements, published, line };
}

describe('the intake of statements', () => {
  it('puts what was validated on the queue, for the organisation of the credential', async () => {
    const { statements, published, line } = create();
    const accepted = await statements.state(bytes({ ...statement, org: 'other', x: 1 }), 'acme');
    expect(accepted).toEqual({ id, version: 1, digest: line().digest, dropped: 2 });
    expect(published).toMatchObject([
      { kind: 'statement', key: `acme/statement/${id}`, content: line().digest },
    ]);
    expect(published.map(organisationOf)).toEqual(['acme']);
    expect(line()).toMatchObject({ kind: 'version', org: 'acme', contact: '', withdrawn: 0 });
  });

  it('takes withdrawals for the credential, decisions for whom they name', async () => {
    const { statements, published, line } = create();
    const withdrawal = { schema: 'kfunc-census/statement-withdrawal/v1', kfunc: 'bpf_a' };
    await statements.withdraw(id, bytes({ ...withdrawal, version: 2 }), 'acme');
    expect(line()).toMatchObject({ org: 'acme', id, version: 2, withdrawn: 1, how: '' });
    const decision = {
      schema: 'kfunc-census/statement-decision/v1',
      organisation: 'shop',
      ...{ kfunc: 'bpf_a', version: 1, digest: '0'.repeat(32), decision: 'refused' },
    };
    await statements.decide(id, bytes(decision));
    expect(line()).toMatchObject({ kind: 'decision', org: 'shop', id, decision: 'refused' });
    expect(published.map(({ key }) => key)).toEqual([
      `acme/statement/${id}`,
      `shop/statement/${id}`,
    ]);
  });

  it('accepts nothing that the queue did not take', async () => {
    const { statements } = create(new CensusError('queue/unavailable', 'no broker'));
    await expect(statements.state(bytes(statement), 'acme')).rejects.toMatchObject({
      code: 'queue/unavailable',
    });
  });

  it('gives an unchanged text the same digest, sent whenever', async () => {
    const { statements } = create();
    const [one, other] = [
      await statements.state(bytes(statement), 'acme'),
      await statements.state(bytes({ ...statement, version: 7 }), 'shop'),
    ];
    expect(one.digest).toBe(other.digest);
  });
});
