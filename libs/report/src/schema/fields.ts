import { z } from 'zod';
import { limits } from '../limits.ts';

/** Privacy class of a field: who could learn what from it. */
export type Privacy = 'kernel' | 'host-pseudonym' | 'program' | 'operational' | 'author';

/** What the reference page says of a field besides its type. */
export interface FieldMeta {
  readonly description: string;
  /** Who fills the field in. */
  readonly owner: 'agent' | 'kernel' | 'gateway' | 'author' | 'administrator';
  /** Why it is sent at all. */
  readonly reason: string;
  readonly privacy: Privacy;
}

/** Attaches reference data to a schema; `docs/report.md` is made from it. */
export function field<T extends z.ZodType>(schema: T, meta: FieldMeta): T {
  return schema.meta({ ...meta }) as T;
}

/** 128 bits in lower-case hex. */
export const id128Pattern = /^[0-9a-f]{32}$/;
/** Every id of the contract. */
export const id128 = z.string().regex(id128Pattern);
/** A count that fits a UInt64 and a JavaScript number. */
export const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
/** A kernel identifier. */
export const identifier = z.string().min(1).max(limits.identifier);
/** Any other text. */
export const text = z.string().max(limits.text);
/** The module of a kfunc. */
export const moduleName = field(identifier, {
  description: 'Module that offers the kfunc; `vmlinux` for the kernel itself.',
  owner: 'kernel',
  reason: 'The same name may exist in several modules.',
  privacy: 'kernel',
});
