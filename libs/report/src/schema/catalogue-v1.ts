import { z } from 'zod';
import { limits } from '../limits.ts';
import { knownBys } from '../statuses.ts';
import { field, identifier } from './fields.ts';

const seen = (what: string) =>
  field(z.boolean(), {
    description: `Whether ${what} was seen.`,
    owner: 'kernel',
    reason: 'A name with a FUNC but no symbol does not link.',
    privacy: 'kernel',
  });

/** Catalogue v1: the kfuncs that one vmlinux or one module offers. */
export const catalogueSchemaV1 = z.object({
  schema: field(z.literal('kfunc-census/catalogue/v1'), {
    description: 'Name and version of this contract.',
    owner: 'agent',
    reason: 'A reader must know what it reads.',
    privacy: 'operational',
  }),
  module: field(identifier, {
    description: '`vmlinux`, or the name of the module.',
    owner: 'kernel',
    reason: 'One catalogue per BTF.',
    privacy: 'kernel',
  }),
  kfuncs: z
    .array(
      z.object({
        name: field(identifier, {
          description: 'Kfunc as the kernel names it.',
          owner: 'kernel',
          reason: 'It is what the census counts.',
          privacy: 'kernel',
        }),
        prototype: field(z.string().max(limits.prototype), {
          description: 'Display text, e.g. `int (const struct bpf_dynptr *, u64)`.',
          owner: 'kernel',
          reason: 'Prototypes change between kernels.',
          privacy: 'kernel',
        }),
        shape: field(z.string().max(limits.prototype), {
          description: 'Link shape: what libbpf’s bpf_core_types_are_compat compares.',
          owner: 'kernel',
          reason: 'Decides whether a program’s declaration links.',
          privacy: 'kernel',
        }),
        seen: z.object({
          tag: seen('the `bpf_kfunc` decl tag'),
          func: seen('a BTF FUNC'),
          symbol: seen('a symbol'),
        }),
        known_by: field(z.enum(knownBys), {
          description:
            'How it is known to be a kfunc: by its tag; by the lifecycle data, as FUNC; or because a program calls it.',
          owner: 'agent',
          reason: 'Tags are not the whole truth.',
          privacy: 'kernel',
        }),
        tags: field(z.array(z.string().min(1).max(limits.identifier)).max(limits.tags), {
          description:
            'Other decl tags of its FUNC, sorted, e.g. `bpf_fastcall` or a mark of deprecation.',
          owner: 'kernel',
          reason: 'The kernel itself says what is on its way out.',
          privacy: 'kernel',
        }),
        callable: field(z.boolean(), {
          description:
            'Whether a program can call it here; test hooks, destructors and FUNCs without a symbol cannot be called.',
          owner: 'agent',
          reason: 'What cannot be called has no exposed hosts.',
          privacy: 'kernel',
        }),
      }),
    )
    .max(limits.kfuncsPerCatalogue),
});
