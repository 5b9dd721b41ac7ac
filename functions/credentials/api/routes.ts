import type { Route } from '../../../shared/http/route.ts';
import { confirmSecondFactor } from './confirm-second-factor.ts';
import { enrolSecondFactor } from './enrol-second-factor.ts';
import { listStopCredentials } from './list-stop-credentials.ts';
import { makeStopCredential } from './make-stop-credential.ts';
import { revokeStopCredential } from './revoke-stop-credential.ts';
import type { CredentialServices } from './services.ts';
import { stepUp } from './step-up.ts';

/** Second factors and stop credentials. */
export const credentialsRoutes: readonly Route<CredentialServices>[] = [
  stepUp,
  enrolSecondFactor,
  confirmSecondFactor,
  makeStopCredential,
  listStopCredentials,
  revokeStopCredential,
];
