/** Which scaffold each command of the palette runs; a test holds it against the server's list and package.json. */
export const SCAFFOLD_COMMANDS = {
  'meshward.scaffoldJwt': 'jwt',
  'meshward.scaffoldKserveConfig': 'kserve-config',
  'meshward.scaffoldLocalGateway': 'local-gateway',
  'meshward.scaffoldLocalGatewayHttps': 'local-gateway-https',
  'meshward.scaffoldMeshStrictMtls': 'mesh-strict-mtls',
  'meshward.scaffoldNamespaceLockdown': 'namespace-lockdown',
  'meshward.scaffoldSecureInferenceService': 'secure-inference-service',
  'meshward.scaffoldServiceAccounts': 'service-accounts',
  'meshward.scaffoldTestWorkloads': 'test-workloads',
  'meshward.scaffoldWaypoint': 'waypoint',
} as const;

/** Asks which one; from the explorer's context menu with the folder. */
export const SCAFFOLD_HERE = 'meshward.scaffoldHere';

/** Asks which one, and writes its manifests at the cursor. */
export const INSERT_SCAFFOLD = 'meshward.insertScaffold';
