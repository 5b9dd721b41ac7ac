import { expect, it } from 'vitest';
import { riskRuleDocs } from '../../../functions/risk-manager/rule-docs.ts';
import { RISK_RULES } from '../../../functions/risk-manager/rule-table.ts';

it('docs/risk-rules.md is what the table says', async () => {
  await expect(riskRuleDocs()).toMatchFileSnapshot('../../../docs/risk-rules.md');
});

it('the documentation has a row for every code', () => {
  const rows = riskRuleDocs().match(/^\| `[A-Z_]+`/gm);

  expect(rows).toEqual(Object.keys(RISK_RULES).map((code) => `| \`${code}\``));
});
