/** A way to ask for something: a method, and a path after the API's address, with at most one id. */
export interface RoutePath {
  readonly method: string;
  readonly path: RegExp;
}

/** Gives the route that a method and a path ask for, with the id in the path; null when there is none below `root`. */
export function createRouting<Route extends RoutePath>(
  root: RegExp,
  routes: readonly Route[],
): (method: string, path: string) => { readonly route: Route; readonly id: string | null } | null {
  return (method, path) => {
    if (!root.test(path)) return null;
    const rest = path.replace(root, '');
    for (const route of routes) {
      const found = route.method === method && route.path.exec(rest);
      if (found) return { route, id: found[1] ?? null };
    }
    return null;
  };
}
