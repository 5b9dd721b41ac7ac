import type { TableDefinition } from '../../shared/ports/tables.ts';

type KeyType = 'HASH' | 'RANGE';

interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: KeyType;
}

/** Keys and indexes of a table, in the words that CloudFormation and DynamoDB's own API share. */
export interface TableSchema {
  AttributeDefinitions: { readonly AttributeName: string; readonly AttributeType: 'S' | 'N' }[];
  KeySchema: KeyElement[];
  GlobalSecondaryIndexes?: {
    readonly IndexName: string;
    readonly KeySchema: KeyElement[];
    readonly Projection: { readonly ProjectionType: 'ALL' };
  }[];
}

const element = (name: string, type: KeyType): KeyElement => ({ AttributeName: name, KeyType: type });

const range = ({ sortKey }: TableDefinition): readonly KeyElement[] =>
  sortKey === undefined ? [] : [element(sortKey.name, 'RANGE')];

export const tableSchema = (table: TableDefinition): TableSchema => {
  const { partitionKey, sortKey, index } = table;
  const attributes = [partitionKey, ...(sortKey ? [sortKey] : []), ...(index ? [index.partitionKey] : [])];
  return {
    AttributeDefinitions: attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    KeySchema: [element(partitionKey.name, 'HASH'), ...range(table)],
    ...(index && {
      GlobalSecondaryIndexes: [
        {
          IndexName: index.name,
          KeySchema: [element(index.partitionKey.name, 'HASH'), ...range(table)],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  };
};
