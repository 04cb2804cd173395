/** Why a question has no answer, in sentences. */
export interface Problem {
  /** Of the closed list of the API, or `page/…` where no answer of the API came. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly fix: string;
}

const text = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && value !== '' ? value : otherwise;

/** What a body of `application/problem+json` says; anything else is described by its status. */
export function problemFrom(status: number, body: unknown): Problem {
  const fields: Readonly<Record<string, unknown>> =
    typeof body === 'object' && body !== null ? { ...body } : {};
  return {
    code: text(fields.code, `page/status-${status}`),
    title: text(fields.title, `The server answered with status ${status}.`),
    detail: text(fields.detail, 'It said nothing more.'),
    fix: text(fields.fix, 'Try again; when it stays so, look at the log of the query API.'),
  };
}

/** No connection, or one that broke. */
export const unreachable: Problem = {
  code: 'page/unreachable',
  title: 'The query API cannot be reached.',
  detail: 'No answer came from the server of this page.',
  fix: 'See whether the query API is running, and the network between; then ask again.',
};

/** Whether the answer to it is a token. */
export const wantsToken = ({ code }: Problem): boolean => code === 'request/unauthorized';
