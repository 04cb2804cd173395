/** A fleet whose hosts run a captured kernel, with objects of several shapes. */
import {
  type Report,
  type ReportObject,
  type ReportProgram,
  toCatalogueLine,
  toMessageLines,
} from '@kfunc-census/report';
import type { World } from '@kfunc-census/testing';
import { catalogueOf, scanCapture } from '../captures/scan-capture.ts';

/** How an object carries a name: called untested or tested, named only, or not linked on its kernel. */
export type How = 'called' | 'tested' | 'referenced' | 'absent';

/** An object, and where it is loaded. */
export interface CapturedObject {
  /** Name of its program and of its loader. */
  readonly name: string;
  readonly carries: Readonly<Record<string, How>>;
  /** `dropped`: its loader keeps no names of externs. `none`: the object of the program is not known. */
  readonly names?: 'kept' | 'dropped' | 'none';
  /** Shapes that it declares, where they are not those of its kernel. */
  readonly shapes?: Readonly<Record<string, string>>;
  /** Number of hosts by organisation. */
  readonly hosts: Readonly<Record<string, number>>;
}

const hex = (number: number, kind: number): string =>
  `${kind}`.padStart(8, '0') + `${number}`.padStart(24, '0');

/** What a kernel offers under a name; undefined: nothing. */
function offerOf(kernel: string, name: string) {
  const result = scanCapture(kernel);
  return result.catalogues
    .map(({ catalogue: { module } }) => ({
      module,
      entry: catalogueOf(result, module).find((one) => one.name === name),
    }))
    .find(({ entry }) => entry?.callable === true);
}

/** Link shape of a name on a kernel that offers it. */
export function shapeOn(kernel: string, name: string): string {
  const shape = offerOf(kernel, name)?.entry?.shape;
  if (shape === undefined) throw new TypeError(`${kernel} does not offer ${name}`);
  return shape;
}

function programOf(kernel: string, object: CapturedObject): ReportProgram {
  const called = Object.entries(object.carries).filter(
    ([, how]) => how === 'called' || how === 'tested',
  );
  return {
    type: 'syscall',
    attach_target: null,
    name: object.name,
    object: object.names === 'none' ? null : object.name,
    attached: 'yes',
    probe: false,
    attach_type: null,
    held_by: [],
    loader: {
      exe: object.name,
      package: null,
      package_version: null,
      unit: null,
      container: null,
    },
    source: null,
    run: null,
    instances: 1,
    kfuncs: called.map(([name, how]) => {
      const module = offerOf(kernel, name)?.module;
      if (module === undefined) throw new TypeError(`${kernel} does not offer ${name}`);
      const guard = how === 'tested' ? 'tested' : 'not-seen';
      return { name, module, status: 'called', guard, sites: 1 };
    }),
  };
}

function objectOf(kernel: string, object: CapturedObject): ReportObject {
  const { name: key, carries, names, shapes = {} } = object;
  if (names === 'dropped') return { key, known_by: 'functions', declares: [], kfuncs: [] };
  const declared = Object.entries(carries);
  return {
    key,
    known_by: 'externs',
    declares: declared.map(([name]) => ({
      name,
      shape: shapes[name] ?? shapeOn(kernel, name),
    })),
    kfuncs: declared.flatMap(([name, how]) => {
      if (how === 'referenced')
        return { name, module: offerOf(kernel, name)?.module ?? '', status: how, missing: null };
      if (how === 'absent') return { name, module: null, status: 'missing', missing: how };
      return [];
    }),
  };
}

function reportOf(kernel: string, object: CapturedObject, host: number): Report {
  const { report } = scanCapture(kernel);
  return {
    ...report,
    host_id: hex(host, 1),
    boot_id: hex(host, 2),
    coverage: {
      complete: true,
      programs_loaded: 1,
      programs_read: 1,
      ids_unseen: 0,
      not_observable: [],
      losses: [],
    },
    totals: [{ type: 'syscall', loaded: 1, with_kfuncs: 1 }],
    objects: object.names === 'none' ? [] : [objectOf(kernel, object)],
    programs: [programOf(kernel, object)],
  };
}

/** The lines that the gateway makes of the reports of a day, each host with one object. */
export function capturedWorld(
  kernel: string,
  objects: readonly CapturedObject[],
  receivedAt: number,
): World {
  const hosts = objects.flatMap((object) =>
    Object.entries(object.hosts).flatMap(([organisation, count]) =>
      Array.from({ length: count }, () => ({ organisation, object })),
    ),
  );
  const lines = hosts.map(({ organisation, object }, host) =>
    toMessageLines(reportOf(kernel, object, host), { organisation, receivedAt, ageSeconds: 60 }),
  );
  return {
    hosts: lines.map(({ host }) => host),
    sets: lines.map(({ set }) => set),
    catalogues: scanCapture(kernel).catalogues.map(({ catalogue }) => toCatalogueLine(catalogue)),
  };
}
