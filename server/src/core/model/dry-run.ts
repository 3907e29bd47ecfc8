/** Text that Go's strconv.ParseBool takes, as Istio reads `istio.io/dry-run`; `undefined` for any other. */
export function parsesAsBool(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  return ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text) ? false : undefined;
}
