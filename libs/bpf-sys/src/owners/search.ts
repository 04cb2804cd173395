import type { ProgramHold, SearchPlace } from '@kfunc-census/scan';
import type { ProcessFacts } from './process-facts.ts';

/** What a search has found so far, and the time it has left. */
export class Findings {
  readonly holds: ProgramHold[] = [];
  readonly processes: ProcessFacts[] = [];
  readonly unsearched = new Set<SearchPlace>();
  cut = 0;
  denied = 0;
  readonly #seen = new Set<string>();
  readonly #wanted: ReadonlyMap<number, string>;
  readonly #end: number;
  readonly #now: () => number;

  constructor(wanted: ReadonlyMap<number, string>, budgetMs: number, now: () => number) {
    this.#wanted = wanted;
    this.#now = now;
    this.#end = now() + budgetMs;
  }

  /** Whether a program is one of those that are asked for. */
  wants(program: number): boolean {
    return this.#wanted.has(program);
  }

  /** The same for a program of this type. */
  wantsOfType(program: number, type: string): boolean {
    return this.#wanted.get(program) === type;
  }

  /** Whether programs of one of these types are asked for. */
  wantsType(types: Iterable<string>): boolean {
    const wanted = new Set(this.#wanted.values());
    return [...types].some((type) => wanted.has(type));
  }

  /** Notes a hold once, if its program is asked for. */
  add(hold: ProgramHold): void {
    if (!this.wants(hold.program)) return;
    const key = JSON.stringify(hold);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.holds.push(hold);
  }

  /** Whether time is up. */
  get late(): boolean {
    return this.#now() >= this.#end;
  }

  /** Whether time is up; then it notes that `left` parts of a place were not searched. */
  cutIfLate(place: SearchPlace, left: number): boolean {
    if (!this.late) return false;
    this.cut += left;
    this.unsearched.add(place);
    return true;
  }

  /** Notes that a part of a place may not be searched. */
  deny(place: SearchPlace): void {
    this.denied += 1;
    this.unsearched.add(place);
  }
}
