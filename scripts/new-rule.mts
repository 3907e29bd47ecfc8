/** Writes the two files of a new rule. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const id = process.argv[2] ?? '';
if (!/^[a-z]+(-[a-z0-9]+)+$/.test(id)) {
  console.error('usage: npm run new-rule -- my-rule-id   (kebab case, at least two words)');
  process.exit(2);
}

const files = {
  [`server/src/core/rules/${id}.ts`]: `import { defineRule } from './define';

export default defineRule({
  id: '${id}',
  severity: 'warning',
  summary: 'TODO: the bad pattern in one line',
  sources: ['TODO: project, file: what it does'],
  peers: [],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const action = resource.at('spec', 'action');
    if (!action) return;
    context.report({
      at: action,
      message: { what: 'TODO: what is wrong', why: 'TODO: why that matters', todo: 'TODO: what to do' },
    });
  },
});
`,
  [`docs/rules/${id}.md`]: `# ${id}

<!-- facts:start -->
<!-- facts:end -->

TODO: why it matters, in two or three sentences.

## Reported: TODO

\`\`\`yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: models
  namespace: user1
spec:
  action: DENY
#         ^^^^ ${id}
\`\`\`

## Not reported: TODO

\`\`\`yaml
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: models
  namespace: user1
\`\`\`
`,
};

for (const file of Object.keys(files)) {
  if (existsSync(join(ROOT, file))) {
    console.error(`${file} exists already; nothing was written`);
    process.exit(2);
  }
}
for (const [file, text] of Object.entries(files)) {
  writeFileSync(join(ROOT, file), text);
  console.log(`wrote ${file}`);
}
console.log('Fill both, then: npm run gen && npx vitest run test/rules');
