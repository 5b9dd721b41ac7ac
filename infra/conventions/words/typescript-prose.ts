import jsTokens from 'js-tokens';

/** A text for readers, and its offset in its file. */
export interface Passage {
  readonly offset: number;
  readonly text: string;
}

export interface TypeScriptText {
  /** Comments, and strings of more than one word. Line comments that follow each other are one passage. */
  readonly prose: readonly Passage[];
  readonly names: readonly Passage[];
}

const isProse = (literal: string): boolean => /\S\s+\S/.test(literal);

export const typeScriptText = (source: string): TypeScriptText => {
  const prose: Passage[] = [];
  const names: Passage[] = [];
  let lineComments: Passage | undefined;
  let offset = 0;
  for (const { type, value } of jsTokens(source)) {
    switch (type) {
      case 'SingleLineComment':
        lineComments = {
          offset: lineComments?.offset ?? offset,
          text: source.slice(lineComments?.offset ?? offset, offset + value.length),
        };
        break;
      case 'WhiteSpace':
      case 'LineTerminatorSequence':
        break;
      default:
        if (lineComments !== undefined) prose.push(lineComments);
        lineComments = undefined;
        if (type === 'IdentifierName' || type === 'PrivateIdentifier') names.push({ offset, text: value });
        else if (type === 'MultiLineComment') prose.push({ offset, text: value });
        else if (/^(String|NoSubstitution|Template)/.test(type) && isProse(value)) {
          prose.push({ offset, text: value });
        }
    }
    offset += value.length;
  }
  return { prose: lineComments === undefined ? prose : [...prose, lineComments], names };
};
