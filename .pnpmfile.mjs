// Of Scalar's package the server sends the bundle alone, which has all that the package names inside.
export const hooks = {
  /** @param {{ readonly name: string, readonly dependencies?: object }} manifest */
  readPackage(manifest) {
    return manifest.name === '@scalar/api-reference' ? { ...manifest, dependencies: {} } : manifest;
  },
};
