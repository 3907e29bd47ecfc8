/** Address of a rule's page, for whoever has only its id. */
export const rulePage = (rule: string): string =>
  `https://github.com/meshward/meshward/blob/main/docs/rules/${rule}.md`;
