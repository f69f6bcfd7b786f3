#!/usr/bin/env node
import { connect } from './stdio/connect.ts';

try {
  await connect(process.env);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
