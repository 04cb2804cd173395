import type { World } from '../builders.ts';
import type { Random } from './random.ts';

/** One line of a world. */
type Entry = { readonly [K in 'hosts' | 'sets' | 'catalogues']: World[K][number] };
type Tagged = { [K in keyof Entry]: { readonly kind: K; readonly line: Entry[K] } }[keyof Entry];

function linesOf({ hosts, sets, catalogues }: World): readonly Tagged[] {
  return [
    ...hosts.map((line) => ({ kind: 'hosts', line }) as const),
    ...sets.map((line) => ({ kind: 'sets', line }) as const),
    ...catalogues.map((line) => ({ kind: 'catalogues', line }) as const),
  ];
}

function batchOf(lines: readonly Tagged[]): World {
  return {
    hosts: lines.flatMap((one) => (one.kind === 'hosts' ? [one.line] : [])),
    sets: lines.flatMap((one) => (one.kind === 'sets' ? [one.line] : [])),
    catalogues: lines.flatMap((one) => (one.kind === 'catalogues' ? [one.line] : [])),
  };
}

/**
 * A world as a queue may deliver it: in any order, some lines twice or more, in so many batches. Marks
 * of days come last, since a mark follows what it speaks of.
 */
export function disturbed(world: World, random: Random, batches = 2): readonly World[] {
  const all = linesOf(world);
  const again = all.filter(() => random.chance(0.3));
  const shuffled = [...all, ...again]
    .map((entry) => ({ entry, rank: random.next() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);
  const size = Math.ceil(shuffled.length / batches);
  const parts = Array.from({ length: batches }, (_, index) =>
    batchOf(shuffled.slice(index * size, (index + 1) * size)),
  );
  return [
    ...parts,
    { hosts: [], sets: [], catalogues: [], statements: [], days: world.days ?? [] },
  ];
}
