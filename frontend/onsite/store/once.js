/** `work`, done once for all who ask; when it fails, the next to ask makes it try again. */
export function once(work) {
  let run = null;
  return () =>
    (run ??= work().catch((error) => {
      run = null;
      throw error;
    }));
}
