import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const TEMPLATE = join(import.meta.dirname, '../../infra/stack/edge.yml');

/** The script `edge` in the user data of the template, as `Fn::Sub` leaves it. */
export const edgeScript = async (): Promise<string> => {
  const [, script] = /<<'EDGE'\n([\s\S]*?)\n {10}EDGE\n/.exec(await readFile(TEMPLATE, 'utf8')) ?? [];
  if (script === undefined) throw new Error('edge.yml has no script between the two lines EDGE');
  return script.replace(/^ {10}/gm, '');
};

export const executable = async (file: string, text: string): Promise<void> => {
  await writeFile(file, text);
  await chmod(file, 0o755);
};
