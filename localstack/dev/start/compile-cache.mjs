// Node loads this before `npm start` (`--import`). Plain JavaScript: TypeScript would load Node's compiler, 18 MB, which
// code from the cache does not need.
import { enableCompileCache } from 'node:module';

enableCompileCache('node_modules/.cache/alpha-panda/compiled');
