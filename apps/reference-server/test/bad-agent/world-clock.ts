// Loaded before all else by every process of a world: lets its time run ahead by the milliseconds that a file says.
import { openSync, readSync } from 'node:fs';

const { RAILYARD_WORLD_CLOCK: file } = process.env;
if (file !== undefined) shiftTime(openSync(file, 'r'));

function shiftTime(clock: number): void {
  const digits = Buffer.alloc(16);
  const now = Date.now.bind(Date);
  const shifted = (): number => {
    readSync(clock, digits, 0, digits.length, 0);
    return now() + Number(digits.toString('latin1'));
  };
  const shiftedDate = new Proxy(Date, {
    construct: (date, given, target) =>
      Reflect.construct(date, given.length === 0 ? [shifted()] : given, target) as object,
  });
  shiftedDate.now = shifted;
  globalThis.Date = shiftedDate;
}
