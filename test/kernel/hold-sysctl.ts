/** `hold-sysctl.ts NAME VALUE`: changes a sysctl, says so, and waits to be killed. */
import { changeSysctl } from './sysctl.ts';

const [name = '', value = ''] = process.argv.slice(2);
await changeSysctl(name, value);
process.stdout.write('changed\n');
process.stdin.resume();
