import { afterAll } from 'vitest';
import { packagedForTests } from './packaged-cloud.ts';

/** The service, packaged once for all tests of the file that imports it; hooks would be short of time for it. */
export const packaged = await packagedForTests();

afterAll(() => packaged[Symbol.asyncDispose]());
