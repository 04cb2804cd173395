import { type Problem, problemFrom, unreachable } from './problem.ts';

/** What came back of a question. */
export type Outcome<T> =
  | { readonly kind: 'answer'; readonly answer: T }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** How a question is put. */
export interface Asking {
  /** Absolute address of the root, with a slash at its end. */
  readonly base: string;
  /** '' asks without. */
  readonly token: string;
  readonly signal?: AbortSignal;
  /** Sent as JSON with POST; without it the question is a GET. */
  readonly body?: object;
}

function request({ token, signal, body }: Asking): RequestInit {
  const headers: Record<string, string> = {};
  if (token !== '') headers.authorization = `Bearer ${token}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  return {
    headers,
    // A token is all that speaks for the caller.
    credentials: 'omit',
    ...(signal === undefined ? {} : { signal }),
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  };
}

async function read(response: Response): Promise<unknown> {
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
  return isJson ? response.json() : response.text();
}

/**
 * Asks the API. JSON comes as the type that the caller names for this path, other texts as they are.
 * Rejects only when the signal aborted it.
 */
export async function ask<T>(path: string, asking: Asking): Promise<Outcome<T>> {
  try {
    const response = await fetch(new URL(path, asking.base), request(asking));
    const body = await read(response);
    if (!response.ok) return { kind: 'problem', problem: problemFrom(response.status, body) };
    return { kind: 'answer', answer: body as T };
  } catch (error) {
    if (asking.signal?.aborted === true) throw error;
    return { kind: 'problem', problem: unreachable };
  }
}
