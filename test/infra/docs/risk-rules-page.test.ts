import { expect, it } from 'vitest';
import { RISK_RULES } from '../../../functions/risk-manager/rule-table.ts';
import { riskRuleDocs } from '../../../infra/docs/risk-rules-page.ts';

it('docs/risk-rules.md is what the table says', async () => {
  await expect(riskRuleDocs()).toMatchFileSnapshot('../../../docs/risk-rules.md');
});

it('the documentation has a row for every code', () => {
  const rows = riskRuleDocs().match(/^\| `[A-Z_]+`/gm);

  expect(rows).toEqual(Object.keys(RISK_RULES).map((code) => `| \`${code}\``));
});
