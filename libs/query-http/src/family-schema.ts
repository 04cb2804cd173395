import { calledClasses, type FamilyAnswer, type FamilyListAnswer } from '@kfunc-census/query';
import { migrationClasses } from '@kfunc-census/usage';
import { z } from 'zod';
import { count, day, frame, hostShare, kfuncFigures, organisationShare } from './answer-schemas.ts';
import { byClass, reach } from './evidence-schema.ts';
import { life } from './lifecycle-schema.ts';

const text = z.string();
const { hosts, organisations, not_observable, users_not_covered, module } = kfuncFigures;
const dataUntil = text.meta({
  description: 'Newest kernel line that the lifecycle data speaks of.',
});
const edge = z
  .strictObject({
    from: text,
    from_introduced: text.meta({ description: 'First line of the life of `from` that is meant.' }),
    to: text,
    kind: z.enum(['rename', 'replacement', 'v2', 'impl-twin']),
    version: text.meta({ description: 'Kernel line that has the successor.' }),
    commit: text.nullable(),
  })
  .meta({ id: 'FamilyEdge', description: 'What is called instead of a name.' });

/** Answer of `GET /v1/families`. */
export const familyListAnswer = z
  .strictObject({
    question: z.strictObject({ kind: z.literal('families') }),
    ...frame,
    data_until: dataUntil,
    families: z.array(
      z.strictObject({
        name: text,
        members: z.array(
          z.strictObject({
            name: text,
            figures: z
              .array(
                z.strictObject({ module, hosts, organisations, not_observable, users_not_covered }),
              )
              .meta({ description: 'Of each module; empty where nothing in reach names it.' }),
          }),
        ),
        edges: z.array(edge),
      }),
    ),
  })
  .meta({ id: 'FamilyList' }) satisfies z.ZodType<FamilyListAnswer>;

const carrying = z.strictObject({ programs: count, ...reach });
const sides = {
  carried: byClass(migrationClasses, carrying).meta({
    description: 'By the names that programs carry; each program is in one class.',
  }),
  called: byClass(calledClasses, z.strictObject(reach)).meta({
    description: 'By what is called on the running kernel; each host is in one class.',
  }),
};

/** Answer of `GET /v1/families/{name}`. */
export const familyAnswer = z
  .strictObject({
    question: z.strictObject({ kind: z.literal('family'), name: text }),
    ...frame,
    data_until: dataUntil,
    family: text.nullable().meta({
      description: 'Null where no name is known to come before or after the one asked.',
    }),
    edges: z.array(edge),
    members: z.array(
      z.strictObject({
        name: text,
        lives: z.array(life),
        kfuncs: z.array(z.strictObject(kfuncFigures)).meta({
          description: 'One entry per module; empty where nothing in reach names it.',
        }),
      }),
    ),
    whole: z
      .strictObject({
        hosts: hostShare,
        organisations: organisationShare,
        not_observable: count,
        users_not_covered: count,
        carrying: carrying.meta({ description: 'Who carries one of the names, exposed or not.' }),
      })
      .meta({ description: 'All members as if they were one kfunc.' }),
    migration: z
      .strictObject({
        old: z.array(text),
        new: z.array(text),
        apart: z.array(text).meta({ description: 'Members on neither side.' }),
        ...sides,
        days: z.array(
          z.strictObject({
            day,
            complete: z.boolean().meta({ description: 'Whether everything accepted is stored.' }),
            version: z.int().min(1),
            ...sides,
          }),
        ),
      })
      .nullable()
      .meta({ description: 'From the name asked to what follows it; null where nothing does.' }),
  })
  .meta({ id: 'Family' }) satisfies z.ZodType<FamilyAnswer>;
