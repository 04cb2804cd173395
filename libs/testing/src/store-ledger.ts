import type { ReportStore } from '@kfunc-census/ingest';
import type { World } from './builders.ts';
import type { StoreSubject } from './store-subject.ts';

/** A subject that knows what it was given. */
export interface RecordedSubject {
  readonly use: () => StoreSubject;
  /** Every line that the store took since it was wrapped, each once. */
  world(): World;
}

const kinds = ['hosts', 'sets', 'catalogues', 'statements', 'days'] as const;

/**
 * Records what a store takes, so that a question over all organisations of a store that many tests
 * share has a known answer.
 */
export function recorded(use: () => StoreSubject): RecordedSubject {
  const taken = Object.fromEntries(kinds.map((kind) => [kind, new Map<string, object>()]));
  const decoder = new TextDecoder();
  const recording = (store: ReportStore): ReportStore => ({
    ...store,
    async insert(lines) {
      await store.insert(lines);
      for (const kind of kinds)
        for (const line of lines[kind]) {
          const text = decoder.decode(line);
          taken[kind]?.set(text, JSON.parse(text));
        }
    },
  });
  return {
    use: () => {
      const subject = use();
      return { ...subject, store: recording(subject.store) };
    },
    world() {
      const entries = kinds.map((kind) => [kind, [...(taken[kind]?.values() ?? [])]]);
      return Object.fromEntries(entries) as unknown as World;
    },
  };
}
