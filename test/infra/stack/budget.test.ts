import { describe, expect, test } from 'vitest';
import { budgetOf } from '../../../infra/stack/budget.ts';
import { deployment } from '../deployments.ts';

const ADDRESS = 'trader@example.com';

describe('a budget', () => {
  test('is not there without an address', () => {
    expect(budgetOf(deployment())).toEqual({});
  });

  test('has the given amount, and writes to the address at 80 % spent and at 100 % expected', () => {
    const subscribers = [{ SubscriptionType: 'EMAIL', Address: ADDRESS }];

    expect(
      budgetOf(deployment({ budgetEmail: ADDRESS, budgetAmount: '250.5' })).Budget?.Properties,
    ).toMatchObject({
      Budget: { BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount: 250.5, Unit: 'USD' } },
      NotificationsWithSubscribers: [
        {
          Notification: { NotificationType: 'ACTUAL', ComparisonOperator: 'GREATER_THAN', Threshold: 80 },
          Subscribers: subscribers,
        },
        {
          Notification: {
            NotificationType: 'FORECASTED',
            ComparisonOperator: 'GREATER_THAN',
            Threshold: 100,
          },
          Subscribers: subscribers,
        },
      ],
    });
  });

  test.each(['', '0', '-1', 'much'])('of %j dollars is refused', (budgetAmount) => {
    expect(() => deployment({ budgetEmail: ADDRESS, budgetAmount })).toThrow(/budgetAmount/);
  });
});
