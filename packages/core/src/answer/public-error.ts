import { isRailError, RailError } from '../errors.ts';

/** What a client may be told of an error: itself, or `internal` for any other error and for `configuration`. */
export function publicError(thrown: unknown): RailError {
  if (isRailError(thrown) && thrown.code !== 'configuration' && thrown.code !== 'internal') return thrown;
  return new RailError('internal', 'Something went wrong here.');
}
