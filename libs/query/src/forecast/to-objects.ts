import { limits } from '@kfunc-census/report';
import type { ForecastObject, ForecastProgram } from '@kfunc-census/usage';
import type { ObjectContent, ObjectProgram } from '../content-port.ts';

/** What is forecast by itself: an object with its programs, or a program without known object. */
export interface Member {
  /** Id of the object; undefined for a program without. */
  readonly object: string | undefined;
  readonly programs: readonly ObjectProgram[];
  readonly forecast: ForecastObject;
}

/** Members of what was seen, in its order; nothing is known of the linker of an object. */
export function membersOf(contents: readonly ObjectContent[]): readonly Member[] {
  return contents.flatMap((content) =>
    content.object === ''
      ? [...Map.groupBy(content.programs, ({ program }) => program).values()].map(programMember)
      : [objectMember(content)],
  );
}

function programMember(programs: readonly ObjectProgram[]): Member {
  return {
    object: undefined,
    programs,
    forecast: {
      object: '',
      declares: [],
      declarations: 'not-recorded',
      linker: 'unknown',
      names: [],
      programs: programs.map(toProgram),
    },
  };
}

function objectMember(content: ObjectContent): Member {
  const { object, declares, programs } = content;
  return {
    object,
    programs,
    forecast: {
      object,
      declares,
      declarations: declarationsOf(content),
      linker: 'unknown',
      names: content.kfuncs.flatMap(toName),
      programs: programs.map(toProgram),
    },
  };
}

/** An agent reports no more declarations than its limit, which then may not be all. */
function declarationsOf({ knownBy, declares }: ObjectContent): ForecastObject['declarations'] {
  if (knownBy === '') return 'not-recorded';
  if (knownBy !== 'externs') return 'dropped';
  if (declares.length === 0) return 'not-recorded';
  return declares.length < limits.kfuncsPerProgram ? 'complete' : 'cut';
}

function toName({
  name,
  module,
  status,
  missing,
}: ObjectContent['kfuncs'][number]): ForecastObject['names'] {
  if (status === 'referenced') return [{ name, module, status, missing: '' }];
  if (status !== 'missing') return [];
  const why = missing === 'absent' || missing === 'incompatible' ? missing : 'unknown';
  return [{ name, module, status, missing: why }];
}

/** Where it was seen is counted by the store. */
function toProgram({ program, loader, kfuncs }: ObjectProgram): ForecastProgram {
  const seen = kfuncs.map(({ guard, ...kfunc }) => ({ ...kfunc, guard: guardOf(guard) }));
  return { program, loader, hosts: [], organisations: [], kfuncs: seen };
}

const guardOf = (guard: string): ForecastProgram['kfuncs'][number]['guard'] =>
  guard === 'tested' || guard === 'not-seen' ? guard : 'unknown';
