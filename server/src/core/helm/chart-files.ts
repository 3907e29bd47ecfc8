/** Which files of a workspace belong to a Helm chart, by their names alone. */

const CHART = /^(.*\/)Chart\.ya?ml$/;
const VALUES = /^(?:values[^/]*|ci\/[^/]*)\.ya?ml$|^Chart\.ya?ml$|^values[^/]*\.json$/;
const PARTS = /^(?:templates|crds)\//;

/** The chart's folder (URI with a trailing slash) when this is its `Chart.yaml`. */
export const chartFolderOf = (uri: string): string | undefined => CHART.exec(uri)?.[1];

/** True for files that Helm puts through its template engine. */
export function isChartTemplate(uri: string, charts: ReadonlySet<string>): boolean {
  if (charts.size === 0) return false;
  for (let at = uri.indexOf('/templates/'); at >= 0; at = uri.indexOf('/templates/', at + 1)) {
    if (charts.has(uri.slice(0, at + 1))) return true;
  }
  return false;
}

/** The innermost chart that holds a file. */
export function chartAround(uri: string, charts: ReadonlySet<string>): string | undefined {
  for (let end = uri.lastIndexOf('/'); end > 0; end = uri.lastIndexOf('/', end - 1)) {
    if (charts.has(uri.slice(0, end + 1))) return uri.slice(0, end + 1);
  }
  return undefined;
}

/** What a file is to its chart: its objects reach the cluster, it says how, or (`undefined`) it is none of Helm's business. */
export function roleIn(chart: string, uri: string): 'objects' | 'input' | undefined {
  const path = uri.slice(chart.length);
  if (PARTS.test(path)) return 'objects';
  return VALUES.test(path) ? 'input' : undefined;
}

/** The chart that is installed when this one is: a chart below another's `charts/` comes with that. */
export function installedWith(chart: string, charts: ReadonlySet<string>): string {
  let top = chart;
  for (let at = chart.lastIndexOf('/charts/'); at >= 0; at = chart.lastIndexOf('/charts/', at - 1)) {
    const outer = chart.slice(0, at + 1);
    if (charts.has(outer)) top = outer;
  }
  return top;
}
