import { readRequestAuthentication } from '../model/request-authentication';
import { at, isScalar, itemsOf, type YamlNode } from '../yaml/node';
import { defineRule } from './define';
import { removeItemFix } from './fix';

export default defineRule({
  id: 'jwt-location-empty',
  severity: 'error',
  summary: 'a JWT rule has an empty audience, header, parameter, cookie or claim',
  sources: ['istio pkg/config/validation/validation.go validateJwtRule'],
  peers: ['IST0106'],
  on: ['RequestAuthentication'],
  check(resource, context) {
    const check = (node: YamlNode | undefined, field: string, list?: YamlNode) => {
      if (!isScalar(node) || node.unknown || node.value !== '') return;
      context.report({
        at: node,
        message: {
          what: `${field} holds an empty text`,
          why: 'Istio refuses the RequestAuthentication',
          todo: 'Write the name, or remove it',
        },
        fixes: list ? removeItemFix(resource, list, node, 'Remove the empty entry') : [],
      });
    };
    for (const { node } of resource.read(readRequestAuthentication).rules) {
      for (const field of ['audiences', 'fromParams', 'fromCookies']) {
        const list = at(node, field);
        for (const item of itemsOf(list)) check(item, field, list);
      }
      for (const item of itemsOf(at(node, 'fromHeaders'))) check(at(item, 'name'), 'name of fromHeaders');
      for (const item of itemsOf(at(node, 'outputClaimToHeaders'))) {
        check(at(item, 'header'), 'header of outputClaimToHeaders');
        check(at(item, 'claim'), 'claim of outputClaimToHeaders');
      }
    }
  },
});
