import { btfKinds } from '@kfunc-census/btf';
import { BtfBuilder } from '@kfunc-census/btf/builder';

/**
 * BTF that is well formed and dear: each would take quadratic time or memory from a decoder that
 * does not bound what it follows. Between 20 and 64 KiB.
 */
export function attackBtfs(): Uint8Array[] {
  return [manyFuncsOfOnePrototype(), longChain(), circles(), longNames(), nested()];
}

/** An extern section, so that the functions are looked at as externs. */
function asObject(builder: BtfBuilder, int: number): Uint8Array {
  const dummy = builder.variable('dummy_ksym', int);
  builder.dataSection('.ksyms', [dummy, dummy]);
  return builder.build();
}

/** Every FUNC has the same prototype with thousands of parameters. */
function manyFuncsOfOnePrototype(): Uint8Array {
  const builder = new BtfBuilder();
  const int = builder.int('int');
  const params = Array.from({ length: 3000 }, () => ['dummy_ksym', int] as const);
  const prototype = builder.prototype(int, params);
  for (let i = 0; i < 3000; i += 1) builder.type(btfKinds.func, 'f', 1, prototype);
  return asObject(builder, int);
}

/** A typedef of a typedef of … in every parameter. */
function longChain(): Uint8Array {
  const builder = new BtfBuilder();
  const int = builder.int('int');
  let last = int;
  for (let i = 0; i < 2000; i += 1) last = builder.typedef('t', last);
  const params = Array.from({ length: 500 }, () => ['dummy_ksym', last] as const);
  for (let i = 0; i < 6; i += 1) builder.func('f', last, params);
  return asObject(builder, int);
}

/** Types that lead back to themselves, through modifiers, pointers and prototypes. */
function circles(): Uint8Array {
  const builder = new BtfBuilder();
  const int = builder.int('int');
  const start = 2;
  builder.const(start + 1);
  builder.typedef('t', start);
  builder.pointer(start + 2);
  const prototype = builder.prototype(start + 2, [
    ['dummy_ksym', start],
    ['dummy_ksym', start + 2],
    ['dummy_ksym', start + 3],
  ]);
  const pointer = builder.pointer(prototype + 2);
  builder.prototype(pointer, [
    ['dummy_ksym', pointer],
    ['dummy_ksym', pointer],
  ]);
  for (let i = 0; i < 2000; i += 1)
    builder.type(btfKinds.func, 'f', 1, i % 2 === 0 ? prototype : prototype + 2);
  return asObject(builder, int);
}

/** Thousands of functions share one name of many kilobytes. */
function longNames(): Uint8Array {
  const builder = new BtfBuilder();
  const int = builder.int('int');
  const name = 'n'.repeat(30_000);
  const prototype = builder.prototype(int, [[name, int]]);
  for (let i = 0; i < 2500; i += 1) builder.type(btfKinds.func, name, 1, prototype);
  return asObject(builder, int);
}

/** Prototypes in prototypes: the text of one holds the text of all below, twice. */
function nested(): Uint8Array {
  const builder = new BtfBuilder();
  const int = builder.int('int');
  let last = int;
  for (let i = 0; i < 400; i += 1) {
    const prototype = builder.prototype(last, [
      ['dummy_ksym', last],
      ['dummy_ksym', last],
    ]);
    last = builder.pointer(prototype);
    builder.type(btfKinds.func, 'f', 1, prototype);
  }
  return asObject(builder, int);
}
