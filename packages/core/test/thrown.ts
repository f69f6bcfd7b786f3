import { type ErrorCode, isRailError } from '../src/errors.ts';

/** The code of the `RailError` that this throws; null when it throws none. Any other error is thrown on. */
export function codeOf(run: () => unknown): ErrorCode | null {
  try {
    run();
    return null;
  } catch (error) {
    if (isRailError(error)) return error.code;
    throw error;
  }
}
