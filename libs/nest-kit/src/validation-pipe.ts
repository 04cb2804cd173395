import { CensusError, isCensusError } from '@kfunc-census/errors';
import { type ArgumentMetadata, StandardSchemaValidationPipe } from '@nestjs/common';

type Issues = Parameters<
  NonNullable<
    NonNullable<ConstructorParameters<typeof StandardSchemaValidationPipe>[0]>['exceptionFactory']
  >
>[0];

function invalid(issues: Issues): CensusError {
  const path = (issues[0]?.path ?? []).map((part) =>
    String(typeof part === 'object' ? part.key : part),
  );
  const message = issues[0]?.message ?? 'not valid';
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

  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      if (!isCensusError(error, 'request/invalid')) throw error;
      const field = [metadata.data, error.field].filter((part) => part).join('.');
      throw new CensusError('request/invalid', `${field}: ${error.message}`, { field });
    }
  }
}
