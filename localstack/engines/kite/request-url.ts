/** The parts of a request's URL. A path such as `//`, which is not a URL, stays a path. */
export const requestUrl = (
  url = '/',
): { readonly pathname: string; readonly searchParams: URLSearchParams } => {
  const [pathname = '', ...query] = url.replace(/#.*$/, '').split('?');
  return { pathname, searchParams: new URLSearchParams(query.join('?')) };
};
