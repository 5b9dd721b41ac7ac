/*
 * Tests of what ships. Each function's zip is unpacked into an empty folder and runs in its own Node, with the
 * environment of the compiled template, on this machine's engines. The route tests call the API's zips, login included.
 * The stages' zips process a record of every topic that they read.
 */
import './support/handlers-from-zips.ts';
import '../integration/api/routes.test.ts';
import './support/stage-tests.ts';
