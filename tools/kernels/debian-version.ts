/** Parts of a text in turn: first what is not a number, then a number, and so on; as `dpkg` does. */
const parts = (text: string): string[] => text.split(/(\d+)/);

/** Order of a character outside numbers: `~` before the end, the end before letters, others last. */
function rank(character: string | undefined): number {
  if (character === '~') return -1;
  if (character === undefined) return 0;
  return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256;
}

function compareText(a: string, b: string): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = rank(a[at]) - rank(b[at]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function comparePart(a: string, b: string): number {
  const [ours, theirs] = [parts(a), parts(b)];
  for (let at = 0; at < Math.max(ours.length, theirs.length); at += 1) {
    const [left = '', right = ''] = [ours[at], theirs[at]];
    const difference = at % 2 === 0 ? compareText(left, right) : Number(left) - Number(right);
    if (difference !== 0) return difference;
  }
  return 0;
}

function split(version: string): [epoch: number, upstream: string, revision: string] {
  const [, epoch = '0', rest = ''] = /^(?:(\d+):)?(.*)$/.exec(version) ?? [];
  const dash = rest.lastIndexOf('-');
  return dash < 0
    ? [Number(epoch), rest, '']
    : [Number(epoch), rest.slice(0, dash), rest.slice(dash + 1)];
}

/** Orders two Debian versions as deb-version(7) has it: below 0 when `a` is the older one. */
export function compareVersions(a: string, b: string): number {
  const [ours, theirs] = [split(a), split(b)];
  return ours[0] - theirs[0] || comparePart(ours[1], theirs[1]) || comparePart(ours[2], theirs[2]);
}
