#!/usr/bin/env node
import { runDemo } from './demo/run.ts';

const address = process.env.BASE_URL || `http://127.0.0.1:${process.env.PORT || 8787}`;
try {
  await runDemo(address.replace(/\/+$/, ''), (line) => console.log(line));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
