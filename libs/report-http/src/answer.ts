import type { HttpResponse } from './transport.ts';

/** Why a document was not taken: what the gateway said, or what went wrong on the way. */
export interface Refusal {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Code of the closed list when the gateway gave one. */
  readonly code: string | undefined;
  /** One sentence for a person. */
  readonly detail: string;
  /** JSON pointer or parameter at fault, when the gateway named it. */
  readonly field: string | undefined;
  readonly limit: string | undefined;
  readonly fix: string | undefined;
}

/** How an answer is to be taken. */
export type Verdict = 'accepted' | 'rejected' | 'denied' | 'retry';

/** 4xx that say nothing of the document: it may be taken later without being changed. */
const passing = new Set([408, 425, 429]);

/**
 * What an HTTP status means for the document that was sent. 401 and 403 are for the operator to
 * solve: the document is kept, and asking again within seconds would not help. A redirect counts as
 * an outage: following it could carry the token to another host.
 */
export function judge(status: number): Verdict {
  if (status >= 200 && status < 300) return 'accepted';
  if (status === 401 || status === 403) return 'denied';
  if (status >= 400 && status < 500 && !passing.has(status)) return 'rejected';
  return 'retry';
}

const texts = ['code', 'detail', 'field', 'limit', 'fix'] as const;

/** The refusal in a response: its problem document (RFC 9457) if it is one, else its status. */
export function refusalOf(response: HttpResponse): Refusal {
  const problem = parseProblem(response);
  return {
    status: response.status,
    code: problem.code,
    detail: problem.detail ?? `The gateway answered ${response.status}${hint(response)}.`,
    field: problem.field,
    limit: problem.limit,
    fix: problem.fix,
  };
}

/** What a status tells without a problem document; an answer to HEAD never has one. */
function hint({ status, headers }: HttpResponse): string {
  if (status === 401) return ': it does not know the token in CENSUS_SEND_TOKEN_FILE';
  if (status === 403) return ': the token in CENSUS_SEND_TOKEN_FILE may not send reports';
  if (status > 399 || status < 300 || headers.location === undefined) return '';
  return ', a redirect, which is not followed; set CENSUS_GATEWAY_URL to the final address';
}

function parseProblem(response: HttpResponse): Partial<Record<(typeof texts)[number], string>> {
  if (!/^application\/(problem\+)?json/.test(response.headers['content-type'] ?? '')) return {};
  try {
    const body = JSON.parse(response.body) as Readonly<Record<string, unknown>> | null;
    const found = texts.flatMap((key) => {
      const value = body?.[key];
      return typeof value === 'string' ? [[key, printable(value)] as const] : [];
    });
    return Object.fromEntries(found);
  } catch {
    // A cut or wrong document: the status alone has to do.
    return {};
  }
}

/** Without control characters: the text goes to a terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').slice(0, 1024);
}

/** The refusal of a request that got no answer. */
export function noAnswer(error: unknown): Refusal {
  const name = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  const text = error instanceof Error ? error.message : String(error);
  const detail = `No answer from the gateway: ${text === '' ? (name ?? 'unknown error') : text}.`;
  return { status: 0, code: name, detail, field: undefined, limit: undefined, fix: undefined };
}
