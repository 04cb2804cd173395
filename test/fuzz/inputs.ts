import fc from 'fast-check';
import type { Decoder } from './decoders.ts';
import { mutate } from './mutate.ts';
import { Random } from './random.ts';

/** Inputs of a grammar are made so many at a time: one alone costs as much to set up. */
const batchSize = 500;

/** An input, and the numbers that its decoding may depend on. */
export interface Input {
  readonly bytes: Uint8Array;
  readonly random: Random;
}

/** The inputs of one decoder by number: the same number gives the same input, in every run. */
export class Inputs {
  readonly #decoder: Decoder;
  readonly #seeds: readonly Uint8Array[];
  readonly #rare: readonly Uint8Array[];
  readonly #salt: number;
  #batch: { readonly number: number; readonly inputs: readonly Uint8Array[] } | undefined;

  constructor(name: string, decoder: Decoder) {
    this.#decoder = decoder;
    this.#seeds = decoder.seeds();
    this.#rare = decoder.rare?.() ?? [];
    this.#salt = [...name].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7);
  }

  /** First the seeds as they are; then every fourth by the grammar, the others damaged seeds. */
  at(number: number): Input {
    const random = new Random(this.#salt ^ Math.imul(number, 0x9e3779b1));
    const seed = this.#seeds[number] ?? this.#rare[number - this.#seeds.length];
    if (seed !== undefined) return { bytes: seed.slice(), random };
    const { grammar } = this.#decoder;
    return grammar !== undefined && number % 4 === 0
      ? { bytes: this.#byGrammar(grammar, number / 4), random }
      : { bytes: this.#damaged(random), random };
  }

  #damaged(random: Random): Uint8Array {
    const { damage } = this.#decoder;
    const rare = this.#rare.length > 0 && random.oneIn(400);
    const seed = random.pick(rare ? this.#rare : this.#seeds);
    return damage !== undefined && random.oneIn(2)
      ? damage(seed, random)
      : mutate(seed, random, this.#seeds);
  }

  #byGrammar(grammar: fc.Arbitrary<Uint8Array>, index: number): Uint8Array {
    const number = Math.floor(index / batchSize);
    if (this.#batch?.number !== number)
      this.#batch = { number, inputs: fc.sample(grammar, { numRuns: batchSize, seed: number }) };
    return (this.#batch.inputs[index % batchSize] ?? new Uint8Array()).slice();
  }
}
