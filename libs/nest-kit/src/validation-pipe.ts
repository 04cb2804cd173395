import { CensusError, isCensusError } from '@kfunc-census/errors';
import { type ArgumentMetadata, StandardSchemaValidationPipe } from '@nestjs/common';

type Issues = Parameters<
  NonNullable<
    NonNullable<ConstructorParameters<typeof StandardSchemaValidationPipe>[0]>['exceptionFactory']
  >
>[0];

/** The first name that a strict object does not have; zod lists them beside the path. */
function unknownName(issue: Issues[number] | undefined): string | undefined {
  if (issue === undefined || !('keys' in issue) || !Array.isArray(issue.keys)) return undefined;
  const [name]: unknown[] = issue.keys;
  return typeof name === 'string' ? name.slice(0, 64) : undefined;
}

function invalid(issues: Issues): CensusError {
  const [issue] = issues;
  const path = (issue?.path ?? []).map((part) =>
    String(typeof part === 'object' ? part.key : part),
  );
  const unknown = unknownName(issue);
  if (unknown !== undefined) path.push(unknown);
  const message = unknown === undefined ? (issue?.message ?? 'not valid') : 'not a known name';
  return new CensusError('request/invalid', message, { field: path.join('.') });
}

/**
 * Validates parameters by the schema of their decorator. Throws `request/invalid` for the first
 * issue, with the name of the parameter as `field`.
 */
export class RequestValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: invalid });
  }

  protected override stripProtoKeys(): void {
    // A catalogue has a key `prototype`, which would be stripped. Fastify's parser refuses `__proto__`
    // and `constructor.prototype`, and a schema takes known names only.
  }

  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      if (!isCensusError(error, 'request/invalid')) throw error;
      const field = [metadata.data, error.field].filter((part) => part).join('.');
      if (field === '') throw new CensusError('request/invalid', error.message);
      throw new CensusError('request/invalid', `${field}: ${error.message}`, { field });
    }
  }
}
