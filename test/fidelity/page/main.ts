import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fidelityPage } from './page.ts';
import { checkedTopics } from './topics.ts';

/** `npm run fidelity`: writes docs/fidelity.md, and prints every row that does not pass. */
const topics = await checkedTopics();
writeFileSync(resolve(import.meta.dirname, '../../../docs/fidelity.md'), fidelityPage(topics));

const rows = topics.flatMap(({ rows }) => rows);
const failed = rows.filter(({ passes }) => !passes);
for (const { figure, expected, said } of failed)
  console.error(`${figure}: expected ${expected}, got ${said}`);
console.log(`Wrote docs/fidelity.md: ${rows.length} figures, ${failed.length} of them differ.`);
process.exitCode = failed.length === 0 ? 0 : 1;
