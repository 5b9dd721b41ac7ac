import type { Node } from 'typescript/unstable/ast';
import {
  isBindingElement,
  isIdentifier,
  isImportSpecifier,
  isMethodDeclaration,
  isMethodSignatureDeclaration,
  isParameterDeclaration,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isPropertyDeclaration,
  isPropertySignatureDeclaration,
  isStringLiteralLikeNode,
  isTemplateLiteralLikeNode,
  isVariableDeclaration,
} from 'typescript/unstable/ast/is';

const hasName = (node: Node) =>
  isPropertyAccessExpression(node) ||
  isPropertyAssignment(node) ||
  isPropertyDeclaration(node) ||
  isPropertySignatureDeclaration(node) ||
  isMethodDeclaration(node) ||
  isMethodSignatureDeclaration(node) ||
  isParameterDeclaration(node) ||
  isVariableDeclaration(node) ||
  isBindingElement(node) ||
  isImportSpecifier(node);

/** Whether a node is the name of its parent, as `now` in `clock.now` and in `{ now: 1 }`, and not a use of that name. */
const isNameOfParent = (node: Node): boolean => {
  const { parent } = node;
  return hasName(parent) && 'name' in parent && parent.name.pos === node.pos && parent.name.end === node.end;
};

/** The name that an identifier uses; undefined for other nodes, and for an identifier that names its parent. */
export const usedName = (node: Node): string | undefined =>
  isIdentifier(node) && !isNameOfParent(node) ? node.text : undefined;

/** `Date.now` as `['Date', 'now']`; undefined for all nodes that are not a member of a single name. */
export const memberOf = (node: Node): readonly [object: string, member: string] | undefined =>
  isPropertyAccessExpression(node) && isIdentifier(node.expression)
    ? [node.expression.text, node.name.text]
    : undefined;

/** The text of a string, or of one piece of a template. */
export const textOf = (node: Node): string | undefined =>
  isStringLiteralLikeNode(node) || isTemplateLiteralLikeNode(node) ? node.text : undefined;
