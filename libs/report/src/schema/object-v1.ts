import { z } from 'zod';
import { limits } from '../limits.ts';
import { missingReasons, objectEvidence, objectStatuses } from '../statuses.ts';
import { field, id128, identifier } from './fields.ts';

const objectKfunc = z.object({
  name: field(identifier, {
    description: 'Kfunc as the object names it.',
    owner: 'agent',
    reason: 'It is what the census counts.',
    privacy: 'program',
  }),
  module: field(identifier.nullable(), {
    description: 'Module that offers it here; null when none does.',
    owner: 'kernel',
    reason: 'The same name may exist in several modules.',
    privacy: 'kernel',
  }),
  status: field(z.enum(objectStatuses), {
    description:
      '`referenced`: named, linkable, called by none of its programs; `missing`: not linked.',
    owner: 'agent',
    reason: 'Predicts what the object does on another kernel.',
    privacy: 'program',
  }),
  missing: field(z.enum(missingReasons).nullable(), {
    description: 'Why it is missing; null when referenced.',
    owner: 'agent',
    reason: 'Absent and incompatible call for different answers.',
    privacy: 'kernel',
  }),
});

const declaration = z.object({
  name: field(identifier, {
    description: 'Kfunc that the object declares.',
    owner: 'agent',
    reason: 'A declaration says what the program expects of the kernel.',
    privacy: 'program',
  }),
  shape: field(z.string().max(limits.prototype), {
    description: 'Link shape the object declares for the kfunc.',
    owner: 'agent',
    reason: 'Decides whether the object links on another kernel.',
    privacy: 'program',
  }),
});

/** One object of a report: the programs that share one BTF. */
export const object = z.object({
  key: field(id128, {
    description: 'Digest of the object’s function names, extern names and declarations.',
    owner: 'agent',
    reason: 'Groups the programs of one object; only valid inside the report.',
    privacy: 'program',
  }),
  known_by: field(z.enum(objectEvidence), {
    description: 'What the key was computed from.',
    owner: 'agent',
    reason: 'A key by name alone is weak.',
    privacy: 'operational',
  }),
  declares: z.array(declaration).max(limits.kfuncsPerProgram),
  kfuncs: z.array(objectKfunc).max(limits.kfuncsPerProgram),
});
