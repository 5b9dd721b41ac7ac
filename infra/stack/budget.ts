import type { Deployment } from './deployment.ts';
import type { Resources } from './intrinsics.ts';
import { resourceName } from './schedules.ts';

/** Percent of the budget that are spent, or that AWS expects to be spent by the end of the month. */
const NOTICES = [
  { NotificationType: 'ACTUAL', Threshold: 80 },
  { NotificationType: 'FORECASTED', Threshold: 100 },
] as const;

/** The budget of the whole account, because Kafka and the network are not in this stack. None without an address. */
export const budgetOf = (deployment: Deployment): Resources => {
  const { budgetEmail, budgetAmount } = deployment;
  if (budgetEmail === undefined) return {};
  return {
    Budget: {
      Type: 'AWS::Budgets::Budget',
      Properties: {
        Budget: {
          BudgetName: resourceName(deployment, 'month'),
          BudgetType: 'COST',
          TimeUnit: 'MONTHLY',
          BudgetLimit: { Amount: budgetAmount, Unit: 'USD' },
        },
        NotificationsWithSubscribers: NOTICES.map((notice) => ({
          Notification: { ...notice, ComparisonOperator: 'GREATER_THAN', ThresholdType: 'PERCENTAGE' },
          Subscribers: [{ SubscriptionType: 'EMAIL', Address: budgetEmail }],
        })),
      },
    },
  };
};
