/** Variables that every dashboard has, kept by every link. */
const kept = ['datasource', 'organisation', 'line', 'distro', 'arch']
  .map((name) => `\${${name}:queryparam}`)
  .join('&');

const leadTo = (uid: string, extra = ''): string =>
  `/d/${uid}?${kept}${extra}&\${__url_time_range}`;

/** To who uses the kfunc of the row. */
export const toExplorer = {
  title: 'Who uses it',
  url: leadTo(
    'kfunc-explorer',
    '&var-kfunc=${__data.fields.kfunc}&var-module=${__data.fields.module}',
  ),
};

/** To what moves away from the kfunc of the row. */
export const toDeprecation = {
  title: 'What moves away from it',
  url: leadTo('kfunc-deprecation', '&var-kfunc=${__data.fields.kfunc}'),
};

/** To the hosts of a value of one variable: the column has its name. */
export const toOverviewOf = (variable: string) => ({
  title: 'These hosts only',
  url: `/d/kfunc-overview?\${datasource:queryparam}&var-${variable}=\${__data.fields.value}&\${__url_time_range}`,
});
