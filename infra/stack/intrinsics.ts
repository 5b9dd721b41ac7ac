/** A CloudFormation function such as `{ 'Fn::GetAtt': [...] }`. */
export type Intrinsic = { readonly [name: string]: unknown };
export type Value = string | Intrinsic;

export interface Resource {
  readonly Type: string;
  readonly [attribute: string]: unknown;
}
export type Resources = Readonly<Record<string, Resource>>;

export const ref = (logicalId: string): Intrinsic => ({ Ref: logicalId });
export const attribute = (logicalId: string, name: string): Intrinsic => ({
  'Fn::GetAtt': [logicalId, name],
});
export const importValue = (exportName: string): Intrinsic => ({ 'Fn::ImportValue': exportName });
export const substitute = (text: string): Intrinsic => ({ 'Fn::Sub': text });
export const splitByComma = (list: Value): Intrinsic => ({ 'Fn::Split': [',', list] });

const SERVICE_PREFIX = (service: string, type: string): string =>
  `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${type}`;

/** An ARN of this account and region: `arn:…:{service}:{region}:{account}:{rest}`. */
export const arn = (service: string, rest: string): Intrinsic => substitute(SERVICE_PREFIX(service, rest));

const pascal = (text: string): string =>
  text
    .split(/[^0-9A-Za-z]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** A logical id out of names: `logicalId('paper.orders', 'topic')` is `PaperOrdersTopic`. */
export const logicalId = (...parts: readonly string[]): string => parts.map(pascal).join('');
