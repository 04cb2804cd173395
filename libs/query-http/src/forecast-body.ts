import { CensusError } from '@kfunc-census/errors';
import { forecastBounds } from '@kfunc-census/query';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Path of the route that takes a patch. */
export const forecastPath = '/v1/forecast';

/** Bytes of a body: a patch of the most characters, each of which JSON may escape or UTF-8 stretch. */
const bodyLimit = 4 * forecastBounds.patch;

/** Refuses by what a request announces, before anything of it is read. */
async function refuseLarge({ headers }: FastifyRequest): Promise<void> {
  if (Number(headers['content-length'] ?? 0) <= bodyLimit) return;
  throw new CensusError(
    'report/too-large',
    `The body is larger than ${bodyLimit} bytes; a patch has at most ${forecastBounds.patch} characters.`,
    { field: 'patch', limit: `<= ${forecastBounds.patch} characters` },
  );
}

/** Lets the one route that takes a patch take larger bodies than the others. */
export function takePatches(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.url !== forecastPath) return;
    route.bodyLimit = bodyLimit;
    route.onRequest = refuseLarge;
  });
}
