import { guideText, type Place } from './guide-text.ts';
import { respondText } from './respond.ts';
import type { App } from './route.ts';

/** `/llms.txt`: what a language model has to know to buy here, in plain words. */
export function addGuide(app: App, place: Place): void {
  const text = guideText(place);
  app.get('/llms.txt', (c) => {
    c.env.route = '/llms.txt';
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=300' };
    return respondText(c, text, { status: 200, headers });
  });
}
