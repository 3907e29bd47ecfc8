/** Path templates as Istio's webhook checks them (istio pkg/config/security). */
import { isPathTemplate } from '../path';

/** RFC 3986 pchar, less `*`. */
const LITERAL = /^[a-zA-Z0-9\-._~%!$&'()+,;:@=]+$/;

export type TemplateFault = 'operator-after-any' | 'braces' | 'literal';

/** What the webhook has against a path; braces count in plain paths too. */
export function templateFault(path: string): { readonly fault: TemplateFault; readonly segment: string } | undefined {
  const template = isPathTemplate(path);
  let any = false;
  for (const segment of path.replace(/^\/+|\/+$/g, '').split('/')) {
    const isOperator = segment === '{*}' || segment === '{**}';
    if (isOperator) {
      if (any) return { fault: 'operator-after-any', segment };
      any ||= segment === '{**}';
      continue;
    }
    if (/[{}]/.test(segment)) return { fault: 'braces', segment };
    if (template && !LITERAL.test(segment)) return { fault: 'literal', segment };
  }
  return undefined;
}
