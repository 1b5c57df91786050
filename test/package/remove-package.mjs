// Removes what pack-package.mjs made.

// biome-ignore lint/style/noDefaultExport: this is how Jest finds a global teardown
export default function removePackage() {
  globalThis.removePackedPackage();
}
