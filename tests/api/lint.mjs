// Lints an OpenAPI document with Redocly's recommended rules. `node lint.mjs FILE`; exit code 1 where anything is wrong.
import { createConfig, formatProblems, getTotals, lint } from '@redocly/openapi-core';

const config = await createConfig({ extends: ['recommended'], rules: { 'operation-4xx-response': 'error' } });
const problems = await lint({ ref: process.argv[2], config });
const totals = getTotals(problems);
formatProblems(problems, { format: 'stylish', version: '', totals, color: false });
process.exit(totals.errors + totals.warnings > 0 ? 1 : 0);
