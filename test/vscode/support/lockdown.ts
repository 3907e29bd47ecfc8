/** The questions of Scaffold Namespace Lockdown, answered by keyboard. */
import type { Workbench } from './workbench';

/** Answers from the second question on, all with the defaults but the external access, up to the folder. */
export async function answerRest(workbench: Workbench, namespace: string): Promise<void> {
  await workbench.pick('Sidecars, by istio-injection');
  await workbench.pick(namespace);
  await workbench.pick('No');
  await workbench.pick('Plaintext is refused from the start');
  await workbench.pick('Knative, activator off the path');
  await workbench.pick('One ALLOW policy');
  await workbench.answer('cluster.local');
}

/** Types a name that the list does not have, and takes it. */
export async function typeName(workbench: Workbench, name: string): Promise<void> {
  await workbench.choices();
  await workbench.type(name);
  await workbench.pick(name);
}
