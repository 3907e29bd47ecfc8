/** Values of an AuthorizationPolicy as Istio's webhook checks them (istio pkg/config/security). */
import type { Values } from '../../model/authorization-policy';
import { isPort, serviceAccountProblem, trustDomainProblem } from '../../model/policy-format';
import type { YamlNode } from '../../yaml/node';
import { isIpBlock } from '../ip';
import { templateFault } from './path-template';
import type { Refuse } from './refusal';

export const NO_EFFECT = 'the webhook refuses the object, so it never comes into force';

export const words = (
  code: string,
  at: YamlNode,
  path: string,
  what: string,
  todo: string,
  why = NO_EFFECT,
): Parameters<Refuse>[0] => ({ code, at, path, what, why, todo });

export function eachValue(values: Values | undefined, visit: (text: string, node: YamlNode) => void): void {
  for (const { value, node } of values?.items ?? []) if (value !== undefined) visit(value, node);
}

export function checkIp(text: string, node: YamlNode, path: string, refuse: Refuse): void {
  if (isIpBlock(text)) return;
  refuse(
    words(
      'ip-block-invalid',
      node,
      path,
      `${text} is neither an IP address nor a CIDR range`,
      'Write for example 10.1.2.3 or 10.1.0.0/16',
    ),
  );
}

export function checkPort(text: string, node: YamlNode, path: string, refuse: Refuse): void {
  if (isPort(text)) return;
  refuse(
    words(
      'port-invalid',
      node,
      path,
      `${text} is no port number`,
      'Write the number of the pod port, in quotes',
      `ports go by number, 0 to 65535: ${NO_EFFECT}`,
    ),
  );
}

export function checkAccount(text: string, node: YamlNode, path: string, refuse: Refuse): void {
  if (text.includes('*')) {
    refuse(
      words(
        'service-account-format',
        node,
        path,
        `${text} has a wildcard`,
        'Write each account, or use principals',
        `service accounts are compared as they are: ${NO_EFFECT}`,
      ),
    );
    return;
  }
  if (!serviceAccountProblem(text)) return;
  refuse(
    words('service-account-format', node, path, `${text} is no service account`, 'Write ACCOUNT, or NAMESPACE/ACCOUNT'),
  );
}

export function checkTrustDomain(text: string, node: YamlNode, path: string, refuse: Refuse): void {
  if (!trustDomainProblem(text)) return;
  refuse(
    words(
      'trust-domain-format',
      node,
      path,
      `${text} is no trust domain`,
      'Write the bare domain; one * may stand first or last',
    ),
  );
}

export function checkTemplate(text: string, node: YamlNode, path: string, refuse: Refuse): void {
  const found = templateFault(text);
  if (!found) return;
  const why = {
    'operator-after-any': `behind {**} no other operator may stand: ${NO_EFFECT}`,
    braces: `braces may stand only as a whole segment, {*} or {**}: ${NO_EFFECT}`,
    literal: `beside {*} or {**} the other segments must be plain text: ${NO_EFFECT}`,
  }[found.fault];
  refuse(
    words(
      'path-template-invalid',
      node,
      path,
      `Istio cannot use the path ${text}`,
      `Change the segment ${found.segment === '' ? '(empty)' : found.segment}`,
      why,
    ),
  );
}
