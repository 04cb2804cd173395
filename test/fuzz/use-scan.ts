import { reportSchemaV1 } from '@kfunc-census/report/schema';
import { type LoadedProgram, scanHost } from '@kfunc-census/scan';
import { fakeKernel, fakeReader } from '../../libs/scan/src/fake-kernel.spec-helper.ts';
import { mutate } from './mutate.ts';
import type { Random } from './random.ts';
import { programs } from './seeds.ts';

const settings = {
  agentVersion: '0',
  configDigest: '0'.repeat(32),
  lifecycleVersion: '7.3',
  scanIntervalSeconds: null,
  hostKey: new Uint8Array(32),
  ownerSearchMs: 0,
};
const clock = { now: () => 0 };
/** Of the two programs of one object. */
const btfId = 5;

/**
 * A whole scan of a kernel with two programs of one object: what it cannot read is a loss, whatever
 * the bytes, and the report is one that the gateway takes.
 */
export function useScan(btf: Uint8Array, random: Random): void {
  const damaged = (bytes: Uint8Array): Uint8Array =>
    random.oneIn(2) ? Uint8Array.from(bytes) : mutate(Uint8Array.from(bytes), random, []);
  const read = (id: number): LoadedProgram => {
    const model = random.pick(programs);
    return {
      info: {
        ...model.info,
        id,
        btfId,
        attachBtfObjectId: random.below(3),
        attachBtfId: random.oneIn(4) ? random.below(40) : 0,
        funcInfoRecordSize: random.oneIn(8) ? random.below(64) : 8,
      },
      instructions: damaged(model.instructions),
      funcInfo: damaged(model.funcInfo),
      lineInfo: damaged(model.lineInfo),
      btf,
    };
  };
  const answers = Object.fromEntries(
    [7, 8].map((id) => [id, { kind: 'program' as const, program: read(id) }]),
  );
  const kernel = fakeKernel([], { answers, enumerations: [[7, 8]] });
  const { report } = scanHost(fakeReader(kernel), clock, settings);
  reportSchemaV1.parse(report);
}
