/** What one error code means, to HTTP callers, to retry logic and to the reference page. */
export interface ErrorSpec {
  /** HTTP status where the error leaves through an API. */
  readonly status: number;
  /** Whether the same request may succeed later without being changed. */
  readonly retryable: boolean;
  /** One sentence: what happened. */
  readonly title: string;
  /** One sentence: what the reader can do about it. */
  readonly fix: string;
}

const spec = (status: number, retryable: boolean, title: string, fix: string): ErrorSpec => ({
  status,
  retryable,
  title,
  fix,
});

/** The closed list of error codes. `docs/errors.md` is generated from it. */
export const errorCodes = {
  'agent/capability-missing': spec(
    403,
    false,
    'The process may not read BPF programs of this host.',
    'Run it as root, or give it the capabilities that the message names.',
  ),
  'agent/kernel-unreadable': spec(
    500,
    false,
    'A kernel interface that the scan needs could not be read.',
    'Check that the file or system call named in the message exists on this kernel.',
  ),
  'agent/not-supported': spec(
    501,
    false,
    'This kernel has no kfuncs that a census could count.',
    'Nothing: kernels without BTF, or from before kfuncs, are outside the census.',
  ),
  'agent/recording-unreadable': spec(
    500,
    false,
    'The recorded host could not be read.',
    'Give `--recorded` a directory that holds a recording of this version.',
  ),
  'agent/usage': spec(400, false, 'The command line is wrong.', 'See `agent --help`.'),
  'cli/usage': spec(
    400,
    false,
    'The command line is wrong.',
    'Run the program with --help to see what it takes.',
  ),
  'cli/unavailable': spec(
    503,
    true,
    'The query API could not be reached, or did not answer as one.',
    'Check that it runs, and `--url` or CENSUS_QUERY_URL.',
  ),
  'config/invalid': spec(
    500,
    false,
    'A configuration variable has a value that cannot be used.',
    'Correct the variable that the message names; docs/configuration.md lists all of them.',
  ),
  'btf/malformed': spec(
    422,
    false,
    'BTF data does not follow the format.',
    'The data is damaged, or of a BTF version this decoder does not know.',
  ),
  'btf/unknown-kind': spec(
    422,
    false,
    'BTF data has a kind of type that this decoder does not know, and does not say its size.',
    'Use a newer version; the kernel or the compiler is newer than this one.',
  ),
  'bpf/malformed': spec(
    422,
    false,
    'BPF program data does not follow the format.',
    'The data is damaged, or cut.',
  ),
  'request/content-type': spec(
    415,
    false,
    'The content type is not supported.',
    'Send `content-type: application/json`.',
  ),
  'request/content-encoding': spec(
    415,
    false,
    'The content encoding is not supported.',
    'Send the body plain, or with `content-encoding: gzip` or `zstd`.',
  ),
  'request/malformed': spec(
    400,
    false,
    'What arrived is no HTTP request.',
    'Send a request as RFC 9112 describes it.',
  ),
  'request/timeout': spec(
    408,
    false,
    'The request did not arrive in time.',
    'Send the whole request within 30 seconds.',
  ),
  'request/headers-too-large': spec(
    431,
    false,
    'The headers of the request are larger than the limit.',
    'Keep all headers together within 16 KiB.',
  ),
  'request/not-found': spec(404, false, 'There is nothing at this address.', 'Check the path.'),
  'request/invalid': spec(
    400,
    false,
    'A parameter of the request is not valid.',
    'Correct the parameter that `field` names.',
  ),
  'request/unauthorized': spec(
    401,
    false,
    'The request carries no credential that is known here.',
    'Send `authorization: Bearer <token>` with a token of your organisation.',
  ),
  'request/forbidden': spec(
    403,
    false,
    'The credential does not have the right that this route needs.',
    'Use a token with the right that the message names.',
  ),
  'request/rate-limited': spec(
    429,
    true,
    'The credential asks more often than it may.',
    'Try again after the time in Retry-After.',
  ),
  'request/overloaded': spec(
    503,
    true,
    'The service handles as much as it can hold.',
    'Try again after the time in Retry-After.',
  ),
  'health/stuck': spec(
    503,
    true,
    'The work of the service does not move any more.',
    'Restart it; the queue keeps what was not acknowledged.',
  ),
  'health/not-ready': spec(
    503,
    true,
    'Something that the service needs cannot be reached now.',
    'Check the parts that the message names.',
  ),
  'report/encoding': spec(
    400,
    false,
    'The body could not be decompressed, or is not valid UTF-8.',
    'Send UTF-8 JSON, compressed as the content-encoding header says.',
  ),
  'report/malformed-json': spec(
    400,
    false,
    'The body is not JSON.',
    'Send one JSON document (RFC 8259); NaN and Infinity are not part of JSON.',
  ),
  'report/duplicate-key': spec(
    400,
    false,
    'An object of the body names the same key twice.',
    'Name each key once.',
  ),
  'report/too-deep': spec(
    422,
    false,
    'The body is nested too deeply.',
    'Keep the nesting within the limit that the message names.',
  ),
  'report/too-large': spec(
    413,
    false,
    'The body is larger than the limit.',
    'Keep the body within the limit that the message names.',
  ),
  'report/schema-version': spec(
    422,
    false,
    'The schema version is not known here.',
    'Send a schema version that this gateway supports.',
  ),
  'report/invalid': spec(
    422,
    false,
    'The document does not match its schema.',
    'Correct the field that `field` names; docs/report.md describes all of them.',
  ),
  'report/id-mismatch': spec(
    422,
    false,
    'The id in the path is not the id of the content.',
    'Compute the id from the content as docs/report.md describes.',
  ),
  'queue/unavailable': spec(
    503,
    true,
    'The queue cannot be reached, or cannot take messages now.',
    'Try again later; check the queue if it lasts.',
  ),
  'queue/message-too-large': spec(
    413,
    false,
    'A message is larger than the queue takes.',
    'Raise the size limit of the topic, or send a smaller document.',
  ),
  'queue/malformed-message': spec(
    500,
    false,
    'A message on the queue is not one of this project.',
    'See its position in the message; nothing else may write to the topic.',
  ),
  'store/unavailable': spec(
    503,
    true,
    'The store cannot be reached now.',
    'Try again later; check the store if it lasts.',
  ),
  'store/rejected': spec(
    500,
    false,
    'The store refused the data or the statement.',
    'See the cause in the log of the service.',
  ),
  'store/migration': spec(
    500,
    false,
    'The schema of the store does not match this version.',
    'Run the migrations of this version; never edit one that was applied.',
  ),
  'tenant/unknown': spec(
    404,
    false,
    'No report of this organisation is stored.',
    'Check the name; `kfunc-census tenant list` lists them.',
  ),
  'query/unknown-catalogue': spec(
    404,
    false,
    'No catalogue and no kernel in reach has this id or release.',
    'Check the id; `/v1/catalogues` and `/v1/kernels` list what is in reach.',
  ),
  'query/week-not-published': spec(
    404,
    false,
    'Nothing was published of this week.',
    '`GET /v1/public/weeks` lists the weeks that were; `kfunc-census publish` publishes one.',
  ),
  'query/unknown-kfunc': spec(
    404,
    false,
    'No catalogue and no report in reach names this kfunc.',
    'Check the name; `GET /v1/kfuncs` lists the known ones.',
  ),
  'spool/unwritable': spec(
    507,
    true,
    'The spool directory cannot be written.',
    'Check space and permissions of the directory that the message names.',
  ),
  'send/rejected': spec(
    422,
    false,
    'The gateway refused the document for good.',
    'See the reason file beside the document in the rejected/ directory.',
  ),
  'send/unavailable': spec(
    503,
    true,
    'The gateway could not be reached, or asked to wait.',
    'The report stays in the spool and is sent again.',
  ),
  'internal/unexpected': spec(
    500,
    false,
    'An unexpected error.',
    'See the log of the service; this is a defect.',
  ),
} as const satisfies Record<string, ErrorSpec>;

/** One code of the closed list. */
export type ErrorCode = keyof typeof errorCodes;
