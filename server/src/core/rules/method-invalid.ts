import { readAuthorizationPolicy } from '../model/authorization-policy';
import { operationLists, valuesIn } from '../model/policy-values';
import { defineRule } from './define';
import { replaceFix } from './fix';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE'];

export default defineRule({
  id: 'method-invalid',
  severity: 'warning',
  summary: 'a method is no HTTP method in upper case',
  sources: [
    'seen with a real Envoy: methods are compared by case, and its HTTP/1 codec answers 400 to get and FOO before any policy',
    'istio-api security/v1 Operation: gRPC requests have the method POST, their full name is the path',
  ],
  peers: ['KIA0102'],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    for (const { value, node } of valuesIn(operationLists(policy, ['methods', 'notMethods']))) {
      if (value === '' || METHODS.includes(value)) continue;
      const upper = value.toUpperCase();
      const text = upper.replace(/^\*|\*$/, '');
      const known = METHODS.some((method) =>
        upper.startsWith('*') ? method.endsWith(text) : upper.endsWith('*') ? method.startsWith(text) : method === text,
      );
      if (known && value === upper) continue;
      // Extension methods in capitals (PURGE, PROPFIND) may be in use.
      if (/^[A-Z*-]+$/.test(value)) continue;
      const grpc = value.includes('/') || /^[A-Z][a-z]+[A-Z]\w*$/.test(value) || value.includes('.');
      context.report({
        at: node,
        message: {
          what: `"${value}" is no HTTP method`,
          why: known
            ? 'methods are compared letter by letter, and requests have them in upper case'
            : grpc
              ? 'every gRPC call has the method POST; what is called stands in the path'
              : 'no request has it',
          todo: known
            ? `Write ${upper}`
            : grpc
              ? 'Put /package.Service/Method under paths and POST here'
              : `Use ${METHODS.slice(0, 6).join(', ')} or another method in upper case`,
        },
        fixes: known ? [replaceFix(resource, node, upper)] : [],
      });
    }
  },
});
