import { type Context, Hono } from 'hono';
import { refused } from '../faults/shape.ts';
import type { OnNode } from '../mount.ts';
import type { Save } from '../save.ts';

/** What is done about a body, and what is answered; nothing means `{}`. */
export type Told = (body: unknown) => object | void | Promise<object | void>;

/** Where a test tells a provider what to do. */
export interface Control {
  readonly app: Hono<OnNode>;
  readonly tell: (path: string, told: Told) => void;
}

/** A door that reads with `read` and answers once the provider is saved. `refuses` knows the provider's own errors. */
export function openControl(
  save: Save,
  read: (c: Context) => Promise<unknown>,
  refuses: (error: unknown) => error is Error,
): Control {
  const app = new Hono<OnNode>();
  return {
    app,
    tell(path, told) {
      app.post(path, async (c) => {
        const answer = await perform(told, await read(c));
        await save();
        return c.json(answer);
      });
    },
  };

  async function perform(told: Told, body: unknown): Promise<object> {
    try {
      return (await told(body)) ?? {};
    } catch (error) {
      throw refuses(error) ? refused(error.message) : error;
    }
  }
}
