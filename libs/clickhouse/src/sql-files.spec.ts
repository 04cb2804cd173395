import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expandFragments, queryText } from './sql-files.ts';

const queries = new URL('../queries/', import.meta.url);
const namesIn = (folder: URL): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length));
const fragments = namesIn(new URL('fragments/', queries));
const texts = [
  ...namesIn(queries).map((name) => `${name}.sql`),
  ...fragments.map((name) => `fragments/${name}.sql`),
].map((path) => readFileSync(new URL(path, queries), 'utf8'));

describe('the text of a query', () => {
  it.each(namesIn(queries))('%s has all its fragments in place', (name) => {
    expect(queryText(name)).not.toContain('@');
  });

  it('names no fragment that does not exist', () => {
    expect(() => expandFragments('SELECT @no-such-rule')).toThrow('no-such-rule');
  });

  it('has fragments within fragments, without their comments', () => {
    const text = expandFragments('SELECT 1 WHERE @in-window');
    expect(text).toContain('{every_org:UInt8} = 1 OR org IN {orgs:Array(String)}');
    expect(text).not.toContain('--');
  });

  it.each(fragments)('uses the fragment %s', (name) => {
    const reference = new RegExp(`@${name}(?![a-z-])`);
    expect(texts.filter((text) => reference.test(text))).not.toEqual([]);
  });

  it('takes the organisation from one fragment alone', () => {
    expect(texts.filter((text) => text.includes('{every_org:UInt8}'))).toHaveLength(1);
  });
});
