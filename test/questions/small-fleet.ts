/** Fleets of a few images, one for each question. */
import {
  type Build,
  createFleet,
  createKernel,
  type FleetKernel,
  type HeldFleet,
  heldFleet,
} from '@kfunc-census/testing';

/** Hosts of one image in one organisation. */
export interface Image {
  readonly organisation?: string;
  readonly hosts: number;
  readonly kernel: FleetKernel;
  readonly builds: readonly Build[];
}

/** Kernels by their line. */
export const kernelOf = (release: string): FleetKernel => createKernel({ release });

/** A build of one program that calls names in turn: the first that links is called. */
export const buildOf = (
  loader: string,
  line: string,
  names: readonly string[],
  rest: Partial<Build['programs'][0]> = {},
): Build => ({
  loader,
  version: '1.0',
  line,
  programs: [{ type: 'syscall', name: loader, calls: [{ names }], ...rest }],
});

/** A fleet of images, of one organisation (`name`) unless an image says otherwise. */
export const fleetOf = (name: string, images: readonly Image[], days = 2): HeldFleet =>
  heldFleet(
    createFleet({
      seed: name,
      start: '2026-05-01',
      days,
      groups: images.map(({ organisation = name, hosts, kernel, builds }) => ({
        organisation,
        hosts,
        stages: [{ from: 0, over: 0, kernel, builds }],
        faults: {},
      })),
    }),
  );
