// The measure: the least that a Hono application on Node does for a request.
import { Hono } from 'hono';
import { open } from '../servers/desk.ts';

const app = new Hono();
app.post('/orders/:item', (c) => c.json({ message: 'hello' }));
open(app, 0);
